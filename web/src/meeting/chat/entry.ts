import { html, nothing, type TemplateResult } from "lit";
import { formatTime, locale, t } from "../../i18n/index.js";
import { fileAddress } from "../../net/files.js";
import "../../ui/icon.js";
import { segments } from "./text.js";
import { type ChatEntry, type FileEntry, fileSize, type Message } from "./view.js";

export interface EntryActions {
  reply(message: Message): void;
  edit(message: Message): void;
  remove(entry: ChatEntry): void;
}

/** The text of a message, with nothing in it that could do more than be read or opened. */
export function words(text: string): TemplateResult[] {
  return segments(text).map((each) => {
    if (each.kind === "link") {
      return html`<a href=${each.href} target="_blank" rel="noopener noreferrer"
        >${each.text}<span class="visually-hidden"> (${t("chat.link.new")})</span></a
      >`;
    }
    if (each.kind === "sign") {
      return html`<span class="sign" role="img" aria-label=${t("chat.sign", { code: each.code })}
        >U+${each.code}</span
      >`;
    }
    return html`${each.text}`;
  });
}

export function drawEntry(entry: ChatEntry, meeting: string, actions: EntryActions): TemplateResult {
  const { mine, name, at } = entry;
  return html`<li class=${mine ? "mine" : ""} data-testid="chat-entry" data-kind=${entry.kind} data-key=${entry.key}>
    <span class="meta">
      ${mine ? nothing : html`<strong>${name}</strong>`}
      <time>${formatTime(at)}</time>
      ${entry.private === null ? nothing : privacy(mine, entry.private)}
      ${entry.kind === "message" && entry.changed ? html`<span>${t("chat.changed")}</span>` : nothing}
      ${entry.kind === "message" && entry.sending ? html`<span>${t("chat.sending")}</span>` : nothing}
    </span>
    ${bubble(entry, meeting)} ${entry.kind === "message" && entry.sending ? nothing : buttons(entry, actions)}
  </li>`;
}

/** Between the tags there is no space: the text keeps its own. */
function bubble(entry: ChatEntry, meeting: string): TemplateResult {
  const look = entry.private === null ? "bubble" : "bubble private";
  const content = entry.kind === "message" ? message(entry) : file(entry, meeting);
  return html`<div class=${look} dir="auto">${content}</div>`;
}

function privacy(mine: boolean, name: string): TemplateResult {
  return html`<span class="private" data-testid="private"
    ><ui-icon name="lock"></ui-icon>${t(mine ? "chat.private.own" : "chat.private.from", { name })}</span
  >`;
}

function message({ reply, text }: Message): TemplateResult {
  return html`${reply ? html`<blockquote>${reply.name}: ${words(reply.text)}</blockquote>` : nothing}${words(text)}`;
}

function file({ key, file: { name, size } }: FileEntry, meeting: string): TemplateResult {
  return html`<a class="file" href=${fileAddress(meeting, key)} download data-testid="file" data-name=${name}
    ><ui-icon name="file"></ui-icon
    ><span
      ><span class="visually-hidden">${t("chat.file.save", { name: "" })}</span><b>${words(name)}</b
      ><small>${fileSize(size, locale.tag)}</small></span
    ></a
  >`;
}

function buttons(entry: ChatEntry, actions: EntryActions): TemplateResult {
  const { name } = entry;
  return html`<div class="actions">
    ${
      entry.kind === "message"
        ? html`<button
            data-testid="reply"
            aria-label=${t("chat.reply.to", { name })}
            @click=${() => actions.reply(entry)}
          >
            ${t("chat.reply")}
          </button>`
        : nothing
    }
    ${
      entry.kind === "message" && entry.editable
        ? html`<button data-testid="edit" @click=${() => actions.edit(entry)}>${t("chat.edit")}</button>`
        : nothing
    }
    ${
      entry.removable
        ? html`<button
            data-testid="remove-entry"
            aria-label=${entry.mine ? t("chat.remove") : t("chat.remove.name", { name })}
            @click=${() => actions.remove(entry)}
          >
            ${t("chat.remove")}
          </button>`
        : nothing
    }
  </div>`;
}
