import { html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { LocaleController, t } from "../../i18n/index.js";
import { ApiError, http } from "../../net/http.js";
import type { MeetingView } from "../../protocol/api.gen.js";
import type { MeetingClass } from "../../protocol/messages.gen.js";
import { navigate } from "../../app/navigation.js";
import { fields, textField } from "../../ui/field.js";
import { problemNotice } from "../../ui/notice.js";
import { base, buttons, page } from "../../ui/styles.js";
import {
  CLASSES,
  type Draft,
  type DraftGuest,
  emptyDraft,
  emptyGuest,
  fitTo,
  nextHour,
  placeOf,
  toBody,
  troubles,
} from "./draft.js";
import { expired } from "../../app/expired.js";
import { guestFields, guestFieldStyles } from "./guest-fields.js";
import { kindSelect } from "./kind-select.js";
import { keepLinks } from "./links.js";
import { newMeetingStyles } from "./new-meeting-styles.js";
import { offerOf, policies, UNKNOWN } from "./policies.js";
import "../../ui/icon.js";

/** The form that makes a meeting and its guests' links. */
@customElement("page-new-meeting")
export class NewMeetingPage extends LitElement {
  static override styles = [base, buttons, page, fields, newMeetingStyles, guestFieldStyles];
  @state() protected draft: Draft = emptyDraft;
  @state() protected asked = false;
  @state() protected busy = false;
  @state() protected problem: unknown = null;
  @state() protected offer = UNKNOWN;

  constructor() {
    super();
    new LocaleController(this);
  }

  override connectedCallback() {
    super.connectedCallback();
    void this.#ask();
  }

  async #ask() {
    try {
      this.offer = await policies();
      this.#change({});
    } catch (error) {
      if (!expired(error)) this.problem = error;
    }
  }

  #change(change: Partial<Draft>) {
    this.draft = fitTo({ ...this.draft, ...change }, this.offer.classes);
  }

  #changeGuest(index: number, change: Partial<DraftGuest>) {
    this.#change({ guests: this.draft.guests.map((guest, i) => (i === index ? { ...guest, ...change } : guest)) });
  }

  async #focus(selector: string) {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  #addGuest() {
    this.#change({ guests: [...this.draft.guests, emptyGuest] });
    void this.#focus(`#guest-name-${this.draft.guests.length - 1}`);
  }

  #removeGuest(index: number) {
    this.#change({ guests: this.draft.guests.filter((_, i) => i !== index) });
    void this.#focus("#add-guest");
  }

  async #submit(event: Event) {
    event.preventDefault();
    if (this.busy) return;
    this.asked = true;
    this.problem = null;
    if (troubles(this.draft, Date.now() / 1000).length > 0) return this.#focus("[aria-invalid]");
    this.busy = true;
    try {
      const meeting = await http.post<MeetingView>("/api/meetings", toBody(this.draft));
      keepLinks(meeting.invitations);
      navigate(`/meetings/${meeting.id}`, { replace: true });
    } catch (error) {
      if (!expired(error)) this.problem = error;
      void this.#focus("[aria-invalid]");
    } finally {
      this.busy = false;
    }
  }

  #refused(field: string): string | undefined {
    return this.problem instanceof ApiError ? this.problem.field(field) : undefined;
  }

  #title(wrong: boolean) {
    const field = textField({
      name: "title",
      label: t("staff.new.name"),
      hint: t("staff.new.name.hint"),
      value: this.draft.title,
      input: (title) => this.#change({ title }),
      error: wrong ? t("staff.new.trouble.title") : this.#refused("title"),
      maxlength: 120,
      required: true,
    });
    return html`<div>
      ${field}
      <label class="choice">
        <input
          type="checkbox"
          name="show-title"
          .checked=${this.draft.showTitle}
          @change=${(event: Event) => this.#change({ showTitle: (event.target as HTMLInputElement).checked })}
        />${t("staff.new.show_title")}</label
      >
    </div>`;
  }

  #when(trouble: "starts" | "past" | undefined) {
    const choice = (later: boolean) =>
      html`<label class="choice">
        <input
          type="radio"
          name="when"
          value=${later ? "later" : "now"}
          .checked=${this.draft.later === later}
          @change=${() => this.#change({ later, starts: this.draft.starts || nextHour(new Date()) })}
        />${later ? t("staff.new.when.later") : t("staff.new.when.now")}</label
      >`;
    const field = () =>
      textField({
        name: "starts",
        type: "datetime-local",
        label: t("staff.new.starts"),
        value: this.draft.starts,
        input: (starts) => this.#change({ starts }),
        error: trouble ? t(`staff.new.trouble.${trouble}`) : this.#refused("starts_at"),
        required: true,
      });
    return html`<fieldset>
      <legend>${t("staff.new.when")}</legend>
      <div class="row">${choice(false)}${choice(true)}</div>
      ${this.draft.later ? html`<div class="starts">${field()}</div>` : nothing}
    </fieldset>`;
  }

  #class(each: MeetingClass) {
    const offer = offerOf(this.offer, each);
    const exists = offer?.exists ?? each !== "sensitive";
    const off = !exists || offer?.allowed === false;
    const chosen = this.draft.meetingClass === each;
    return html`<label class="option ${chosen ? "chosen" : ""} ${off ? "off" : ""}">
      <input
        type="radio"
        name="class"
        value=${each}
        data-testid="class-${each}"
        .checked=${chosen}
        ?disabled=${off}
        @change=${() => this.#change({ meetingClass: each })}
      />
      <span>
        <b>${t(`common.class.${each}`)}</b>
        ${off ? html`<span class="tag">${t(exists ? "staff.new.class.disallowed" : "staff.new.class.not_yet")}</span>` : nothing}
        <span class="soft">${t(`staff.new.class.${each}`)}</span>
      </span>
    </label>`;
  }

  #classes() {
    const lobby = html`<label class="choice">
      <input
        type="checkbox"
        name="lobby"
        .checked=${this.draft.lobby}
        @change=${(event: Event) => this.#change({ lobby: (event.target as HTMLInputElement).checked })}
      />${t("staff.new.lobby")}</label
    >`;
    return html`<fieldset>
      <legend>${t("staff.new.class")}</legend>
      <div class="options">${CLASSES.map((each) => this.#class(each))}</div>
      ${this.draft.meetingClass === "open" ? lobby : nothing}
    </fieldset>`;
  }

  #guest(guest: DraftGuest, index: number) {
    const number = index + 1;
    const place = placeOf(this.draft, index);
    const id = `guest-name-${index}`;
    return html`<li>
      <label for=${id}>${t("staff.new.guest.name", { number })}</label>
      <input
        id=${id}
        data-testid=${id}
        type="text"
        autocomplete="off"
        maxlength="80"
        .value=${guest.name}
        @input=${(event: Event) => this.#changeGuest(index, { name: (event.target as HTMLInputElement).value })}
      />
      ${kindSelect({
        id: `guest-kind-${index}`,
        testid: `guest-kind-${index}`,
        label: t("staff.new.guest.kind", { number }),
        kind: guest.kind,
        choose: (kind) => this.#changeGuest(index, { kind }),
      })}
      <button
        type="button"
        class="button quiet"
        aria-label=${t("staff.new.guest.remove", { number })}
        @click=${() => this.#removeGuest(index)}
      >
        <ui-icon name="close"></ui-icon>
      </button>
      ${guestFields({
        guest,
        id: `guest-${index}`,
        number,
        ways: offerOf(this.offer, this.draft.meetingClass)?.ways ?? ["link"],
        sms: this.offer.sms,
        mail: this.offer.mail,
        change: (change) => this.#changeGuest(index, change),
        refused: (field) => (guest.name.trim() ? this.#refused(`guests.${place}.${field}`) : undefined),
      })}
    </li>`;
  }

  #guests() {
    const hint = this.draft.meetingClass === "open" ? "staff.new.guests.hint.open" : "staff.new.guests.hint";
    return html`<fieldset>
      <legend>${t("staff.new.guests")}</legend>
      <p class="hint">${t(hint)}</p>
      <ul>
        ${this.draft.guests.map((guest, index) => this.#guest(guest, index))}
      </ul>
      <button type="button" class="button" id="add-guest" data-testid="add-guest" @click=${this.#addGuest}>
        <ui-icon name="plus"></ui-icon>${t("staff.new.guest.add")}
      </button>
    </fieldset>`;
  }

  #capacity(wrong: boolean) {
    return textField({
      name: "capacity",
      label: t("staff.new.capacity"),
      hint: t("staff.new.capacity.hint"),
      value: this.draft.capacity,
      input: (capacity) => this.#change({ capacity }),
      error: wrong ? t("staff.new.trouble.capacity") : this.#refused("capacity"),
      inputmode: "numeric",
      maxlength: 4,
    });
  }

  override render() {
    const wrong = this.asked ? troubles(this.draft, Date.now() / 1000) : [];
    return html`<h1>${t("staff.new.title")}</h1>
      <form class="card" novalidate @submit=${this.#submit}>
        ${this.#title(wrong.includes("title"))}
        ${this.#when(wrong.find((each) => each === "starts" || each === "past"))} ${this.#classes()} ${this.#guests()}
        ${this.#capacity(wrong.includes("capacity"))} ${this.problem ? problemNotice(this.problem) : nothing}
        <div class="row">
          <button
            type="submit"
            class="button primary big"
            data-testid="create-meeting"
            aria-busy=${this.busy ? "true" : nothing}
          >
            ${this.busy ? html`<span class="spinner"></span>` : nothing}${t("staff.new.create")}
          </button>
          <a class="button quiet" href="/meetings">${t("common.cancel")}</a>
        </div>
      </form>`;
  }
}
