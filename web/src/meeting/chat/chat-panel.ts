import { html, nothing, type PropertyValues } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { CallSession } from "../../call/session.js";
import { accepted } from "../../shared/endings.js";
import { newKey } from "../../shared/items.js";
import { MAX_CHAT_TEXT, readItem } from "../../shared/payloads.js";
import { t } from "../../i18n/index.js";
import "../../i18n/chat.js";
import { sendable } from "../../lib/photo.js";
import { Watch } from "../../lib/watch.js";
import type { Person } from "../../protocol/messages.gen.js";
import { base, buttons } from "../../ui/styles.js";
import "../../ui/icon.js";
import { RoomElement } from "../parts/element.js";
import { chatStyles } from "./chat-styles.js";
import { drawEntry } from "./entry.js";
import { Live } from "./live.js";
import { drawUploads } from "./uploads.js";
import { type ChatEntry, chatEntries, type Message } from "./view.js";
import { invitation, liveTexts, whoWrites } from "./writers.js";

const ACCEPTED = accepted(["pdf", "image", "office", "text"], ["heic"]);
/** Nearer to the end than this, a person follows what comes. */
const FOLLOWS_PX = 80;

/** What people write to each other and the files that they send. */
@customElement("room-chat")
export class RoomChat extends RoomElement {
  static override styles = [base, buttons, chatStyles];
  @property({ attribute: false }) session!: CallSession;
  @property() meeting = "";
  /** Everybody in the same place, oneself too. */
  @property({ attribute: false }) people: readonly Person[] = [];
  @property() you = "";
  @property({ type: Boolean }) host = false;
  @state() protected text = "";
  @state() protected to = "";
  @state() protected live = false;
  @state() protected invited = false;
  @state() protected replying: Message | null = null;
  @state() protected editing: Message | null = null;
  @state() protected problem = "";
  @state() protected more = false;
  @query(".scroll") protected list!: HTMLElement;
  @query("textarea") protected field!: HTMLTextAreaElement;
  @query("input[type=file]") protected chooser!: HTMLInputElement;
  #live!: Live;
  #follows = true;

  override connectedCallback() {
    super.connectedCallback();
    this.#live = new Live(this.session.shared);
    for (const source of [this.#live, this.session.shared, this.session.files]) new Watch(this, source);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#live.close();
  }

  override firstUpdated() {
    this.field.focus();
  }

  override willUpdate(changed: PropertyValues<this>) {
    if (changed.has("people") && this.to && !this.people.some((person) => person.id === this.to)) this.to = "";
    this.#follows = !this.list || this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < FOLLOWS_PX;
  }

  override updated() {
    if (this.#follows) this.list.scrollTop = this.list.scrollHeight;
    const { scrollHeight, scrollTop, clientHeight } = this.list;
    this.more = scrollHeight - scrollTop - clientHeight >= FOLLOWS_PX;
  }

  get #addressee(): string | null {
    return this.to || null;
  }

  #entries(): ChatEntry[] {
    const { shared } = this.session;
    const name = this.#nameOf(this.you);
    return chatEntries({
      messages: shared.of("chat"),
      files: shared.of("files"),
      unsent: shared.waiting("chat").map((each) => ({ ...each, to: each.to && this.#nameOf(each.to) })),
      host: this.host,
      now: Date.now() / 1000,
      self: { id: this.you, name },
    });
  }

  readonly #nameOf = (id: string): string => this.people.find((person) => person.id === id)?.name ?? "";

  #typed(): void {
    this.text = this.field.value;
    this.problem = this.text.length > MAX_CHAT_TEXT ? t("chat.problem.long") : "";
    if (!this.editing) this.#live.typed(this.text, this.#addressee, this.live);
  }

  #send(event?: Event): void {
    event?.preventDefault();
    const text = this.text.trim();
    if (!text || this.problem) return;
    const { editing, replying } = this;
    const reply = replying ? { reply: replying.key } : {};
    const kept = editing ? this.#reply(editing.key) : reply;
    this.session.shared.put("chat", editing?.key ?? newKey(), { text, ...kept }, editing ? null : this.#addressee);
    this.#live.done(this.#addressee);
    this.#clear();
    this.#follows = true;
  }

  /** A message that is changed goes on answering what it answered. */
  #reply(key: string): { reply?: string } {
    const payload = this.session.shared.get("chat", key)?.payload ?? null;
    const { reply } = readItem("chat", payload) ?? {};
    return reply === undefined ? {} : { reply };
  }

  #clear(): void {
    this.text = this.problem = "";
    this.replying = this.editing = null;
    this.field.value = "";
    this.field.focus();
  }

  #key(event: KeyboardEvent): void {
    if (event.key === "Escape" && (this.editing || this.replying)) {
      event.preventDefault();
      this.#clear();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.#send(event);
  }

  async #chosen(): Promise<void> {
    const files = [...(this.chooser.files ?? [])];
    this.chooser.value = "";
    const to = this.#addressee;
    for (const file of files) {
      const { blob, name } = await sendable(file);
      this.session.files.send(blob, name, to);
    }
  }

  readonly #actions = {
    reply: (message: Message) => {
      this.replying = message;
      this.editing = null;
      this.field.focus();
    },
    edit: (message: Message) => {
      this.editing = message;
      this.replying = null;
      this.text = this.field.value = message.text;
      this.field.focus();
    },
    remove: (entry: ChatEntry) => this.session.shared.put(entry.kind === "file" ? "files" : "chat", entry.key, null),
  };

  #about() {
    const { editing, replying } = this;
    if (!editing && !replying) return nothing;
    const text = editing ? t("chat.editing") : t("chat.replying", { name: replying?.name ?? "" });
    return html`<div class="about">
      <span>${text}</span>
      <button type="button" class="button quiet icon" aria-label=${t("chat.cancel")} @click=${() => this.#clear()}>
        <ui-icon name="close"></ui-icon>
      </button>
    </div>`;
  }

  /** Somebody shows their text as they write: who reads along may want to answer in the same way. */
  #invite() {
    if (this.live || this.invited) return nothing;
    return invitation(this.#live.writers, this.#nameOf, () => {
      this.live = this.invited = true;
    });
  }

  #recipients() {
    const others = this.people.filter((person) => person.id !== this.you && person.connected);
    return html`<label class="to"
      >${t("chat.to")}
      <select
        data-testid="chat-to"
        ?disabled=${this.editing !== null}
        @change=${(event: Event) => {
          this.to = (event.target as HTMLSelectElement).value;
        }}
      >
        <option value="" ?selected=${this.to === ""}>${t("chat.to.all")}</option>
        ${others.map(({ id, name }) => html`<option value=${id} ?selected=${this.to === id}>${name}</option>`)}
      </select></label
    >`;
  }

  #composer() {
    return html`<form @submit=${this.#send}>
      ${this.#about()} ${this.#recipients()}
      ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
      <div class="row">
        <button
          type="button"
          class="button quiet icon"
          data-testid="attach"
          aria-label=${t("chat.attach")}
          title="${t("chat.attach")}. ${t("chat.attach.hint")}"
          @click=${() => this.chooser.click()}
        >
          <ui-icon name="clip"></ui-icon>
        </button>
        <input type="file" multiple hidden accept=${ACCEPTED} aria-label=${t("chat.attach")} @change=${this.#chosen} />
        <textarea
          rows="1"
          data-testid="chat-text"
          aria-label=${t("chat.write")}
          placeholder=${t("chat.write")}
          dir="auto"
          @input=${this.#typed}
          @keydown=${this.#key}
        ></textarea>
        <button
          class="button primary icon"
          data-testid="chat-send"
          aria-label=${t("chat.send")}
          title=${t("chat.send")}
        >
          <ui-icon name="send"></ui-icon>
        </button>
      </div>
      <label class="live-switch" title=${t("chat.live.hint")}
        ><input
          type="checkbox"
          data-testid="live-switch"
          .checked=${this.live}
          @change=${() => {
            this.live = !this.live;
          }}
        />${t("chat.live")}</label
      >
    </form>`;
  }

  override render() {
    const entries = this.#entries();
    return html`<div class="head">
        <h2>${t("chat.heading")}</h2>
        <button class="button icon quiet" aria-label=${t("common.close")} @click=${() => this.actions.panel("chat")}>
          <ui-icon name="close"></ui-icon>
        </button>
      </div>
      <div class="scroll" tabindex="0" role="group" aria-label=${t("chat.log")}>
        ${entries.length === 0 ? html`<p class="empty">${t("chat.empty")}</p>` : nothing}
        <div role="log">
          <ol>
            ${repeat(
              entries,
              (entry) => `${entry.kind} ${entry.key}`,
              (entry) => drawEntry(entry, this.meeting, this.#actions),
            )}
          </ol>
        </div>
        <ol class="shown">
          ${liveTexts(this.#live.writers, this.#nameOf)}
        </ol>
      </div>
      ${
        this.more ? html`<button class="button quiet" @click=${() => this.#toEnd()}>${t("chat.new")}</button>` : nothing
      }
      ${this.#invite()}
      <div class="writes" role="status">${whoWrites(this.#live.writers, this.#nameOf)}</div>
      ${drawUploads(this.session.files)} ${this.#composer()}`;
  }

  #toEnd(): void {
    this.list.scrollTop = this.list.scrollHeight;
    this.more = false;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "room-chat": RoomChat;
  }
}
