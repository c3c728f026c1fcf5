import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { formatDay, formatTime, LocaleController, plural, t } from "../../i18n/index.js";
import { Refresh } from "../../lib/refresh.js";
import { ApiError, http, sentence } from "../../net/http.js";
import type { InvitationView, LinkView, MeetingView } from "../../protocol/api.gen.js";
import type { Params } from "../../app/navigation.js";
import { fields, textField } from "../../ui/field.js";
import { problemNotice } from "../../ui/notice.js";
import { base, buttons, page } from "../../ui/styles.js";
import { toast } from "../../ui/toast.js";
import { type DraftGuest, emptyGuest, fitted, guestBody } from "./draft.js";
import { expired } from "../../app/expired.js";
import { guestFields, guestFieldStyles } from "./guest-fields.js";
import { invitationItem, nameOf } from "./invitation.js";
import { kindSelect } from "./kind-select.js";
import { forgetLink, keepLinks, linkOf } from "./links.js";
import { meetingStyles } from "./meeting-styles.js";
import { offerOf, policies, UNKNOWN } from "./policies.js";
import "../../ui/dialog.js";
import "../../ui/icon.js";
import "./co-hosts.js";

type Question = { what: "reissue" | "revoke"; invitation: InvitationView } | { what: "end" };
const REFRESH_MS = 10_000;

/** One meeting: its facts, its guests with their links, and the way in. */
@customElement("page-meeting")
export class MeetingPage extends LitElement {
  static override styles = [base, buttons, page, fields, meetingStyles, guestFieldStyles];
  @property({ attribute: false }) params: Params = {};
  @state() protected meeting: MeetingView | null = null;
  @state() protected problem: unknown = null;
  @state() protected question: Question | null = null;
  @state() protected qr: { name: string; link: LinkView } | null = null;
  @state() protected guest: DraftGuest = emptyGuest;
  @state() protected refused: ApiError | null = null;
  @state() protected offer = UNKNOWN;
  @state() protected busy = false;

  constructor() {
    super();
    new LocaleController(this);
    new Refresh(this, () => this.#refresh(), REFRESH_MS);
  }

  override connectedCallback() {
    super.connectedCallback();
    void policies()
      .then((offer) => {
        this.offer = offer;
      })
      .catch(expired);
  }

  get #path() {
    return `/api/meetings/${this.params.id}`;
  }

  async #refresh() {
    try {
      this.meeting = await http.get<MeetingView>(this.#path);
      this.problem = null;
    } catch (error) {
      if (!expired(error) && !this.meeting) this.problem = error;
    }
  }

  /** Runs what a button asked for, once at a time, and shows the meeting as it is afterwards. */
  async #act(action: () => Promise<void>) {
    if (this.busy) return;
    this.busy = true;
    try {
      await action();
      await this.#refresh();
    } catch (error) {
      if (error instanceof ApiError && error.problem.code === "bad_fields") this.refused = error;
      else if (!expired(error)) toast(sentence(error));
    } finally {
      this.busy = false;
      this.question = null;
    }
  }

  async #answered(question: Question) {
    if (question.what === "end") {
      await http.post(`${this.#path}/end`);
      return;
    }
    const path = `${this.#path}/invitations/${question.invitation.id}`;
    if (question.what === "revoke") {
      await http.delete(path);
      forgetLink(question.invitation.id);
      return toast(t("staff.meeting.revoke.done"));
    }
    const fresh = await http.post<InvitationView>(`${path}/reissue`);
    forgetLink(question.invitation.id);
    keepLinks([fresh]);
    toast(t("staff.meeting.reissue.done"));
  }

  #add(event: Event) {
    event.preventDefault();
    const body = guestBody(fitted(this.guest, this.#ways));
    if (!body.name) return this.renderRoot.querySelector<HTMLInputElement>("#new-guest")?.focus();
    this.refused = null;
    void this.#act(async () => {
      keepLinks([await http.post<InvitationView>(`${this.#path}/invitations`, body)]);
      this.guest = emptyGuest;
    });
  }

  get #ways() {
    return (this.meeting && offerOf(this.offer, this.meeting.meeting_class)?.ways) ?? ["link" as const];
  }

  #changeGuest(change: Partial<DraftGuest>) {
    this.guest = { ...this.guest, ...change };
  }

  #send(by: "sms" | "mail", invitation: InvitationView, link: LinkView | null) {
    const token = link?.url.split("#")[1] ?? null;
    void this.#act(async () => {
      const sent = await http.post<InvitationView>(`${this.#path}/invitations/${invitation.id}/send`, { by, token });
      forgetLink(invitation.id);
      keepLinks([sent]);
      toast(t(token ? "staff.meeting.sent" : "staff.meeting.send.new"));
    });
  }

  #facts(meeting: MeetingView) {
    const when = `${formatDay(meeting.starts_at)} ${formatTime(meeting.starts_at)}`;
    const fact = (name: string, value: unknown) =>
      html`<div>
        <dt>${name}</dt>
        <dd>${value}</dd>
      </div>`;
    return html`<dl>
      ${fact(t("staff.meeting.starts"), when)} ${fact(t("staff.meeting.host"), meeting.host_name)}
      ${fact(t("staff.meeting.class"), t(`common.class.${meeting.meeting_class}`))}
      ${fact(t("staff.meeting.title"), t(meeting.show_title ? "staff.meeting.title.yes" : "staff.meeting.title.no"))}
      ${fact(t("staff.meeting.lobby"), t(meeting.lobby ? "staff.meeting.lobby.yes" : "staff.meeting.lobby.no"))}
    </dl>`;
  }

  #side(meeting: MeetingView) {
    const { in_room, waiting } = meeting;
    return html`<aside class="card side" aria-label=${meeting.title}>
      ${this.#facts(meeting)}
      ${
        in_room + waiting > 0
          ? html`<p class="row">
              <span class="tag">${plural("staff.list.in_room", in_room)}</span>
              <span class="tag accent">${plural("staff.list.waiting", waiting)}</span>
            </p>`
          : nothing
      }
      ${
        meeting.ended_at === null
          ? html`<a class="button primary big" data-testid="open-room" href="/room/${meeting.id}">
                <ui-icon name="camera"></ui-icon>${t("staff.meeting.open")}</a
              >
              <button
                type="button"
                class="button quiet"
                data-testid="end-meeting"
                @click=${() => {
                  this.question = { what: "end" };
                }}
              >
                ${t("staff.meeting.end")}
              </button>`
          : html`<p class="notice">${t("staff.meeting.ended")}</p>`
      }
      <meeting-co-hosts .meeting=${meeting} @changed=${() => this.#refresh()}></meeting-co-hosts>
    </aside>`;
  }

  #guests(meeting: MeetingView) {
    const ended = meeting.ended_at !== null;
    const shownOnce = !ended && meeting.invitations.some((each) => linkOf(each));
    const actions = {
      showQr: (invitation: InvitationView, link: LinkView) => {
        this.qr = { name: nameOf(invitation), link };
      },
      ask: (what: "reissue" | "revoke", invitation: InvitationView) => {
        this.question = { what, invitation };
      },
      send: (by: "sms" | "mail", invitation: InvitationView, link: LinkView | null) => this.#send(by, invitation, link),
      ways: this.offer,
    };
    return html`<section class="card" aria-labelledby="guests">
      <h2 id="guests">${t("staff.meeting.guests")}</h2>
      ${
        shownOnce
          ? html`<div class="notice" data-testid="shown-once">
              <ui-icon name="warning"></ui-icon>
              <div>${t("staff.meeting.once")}</div>
            </div>`
          : nothing
      }
      ${meeting.invitations.length === 0 ? html`<p class="soft">${t("staff.meeting.no_guests")}</p>` : nothing}
      <ul>
        ${repeat(
          meeting.invitations,
          ({ id }) => id,
          (each) => invitationItem(each, ended, actions),
        )}
      </ul>
      ${ended ? nothing : this.#addForm(meeting)}
    </section>`;
  }

  #addForm(meeting: MeetingView) {
    return html`<form class="add" novalidate @submit=${this.#add}>
      ${textField({
        name: "new-guest",
        label: t("staff.meeting.add.name"),
        value: this.guest.name,
        maxlength: 80,
        error: this.refused?.field("name"),
        input: (name) => this.#changeGuest({ name }),
      })}
      <div class="field">
        <label for="new-guest-kind">${t("staff.meeting.add.kind")}</label> ${kindSelect({
          id: "new-guest-kind",
          kind: this.guest.kind,
          choose: (kind) => this.#changeGuest({ kind }),
        })}
      </div>
      ${guestFields({
        guest: fitted(this.guest, this.#ways),
        id: "new-guest",
        number: meeting.invitations.length + 1,
        ways: this.#ways,
        sms: this.offer.sms,
        mail: this.offer.mail,
        change: (change) => this.#changeGuest(change),
        refused: (field) => this.refused?.field(field),
      })}
      <button type="submit" class="button" data-testid="add-guest">${t("staff.meeting.add.submit")}</button>
    </form>`;
  }

  #dialogs() {
    const close = () => {
      this.question = null;
      this.qr = null;
    };
    const { question, qr } = this;
    const name = question && question.what !== "end" ? nameOf(question.invitation) : "";
    const heading =
      question && t(question.what === "end" ? "staff.meeting.end" : `staff.meeting.${question.what}.title`, { name });
    return html`<ui-dialog heading=${heading ?? ""} ?open=${question !== null} @close=${close}>
        ${question ? html`<p>${t(`staff.meeting.${question.what}.text`)}</p>` : nothing}
        <button slot="actions" type="button" class="button" @click=${close}>${t("common.cancel")}</button>
        <button
          slot="actions"
          type="button"
          class="button ${question?.what === "reissue" ? "primary" : "danger"}"
          data-testid="confirm"
          aria-busy=${this.busy ? "true" : nothing}
          @click=${() => question && this.#act(() => this.#answered(question))}
        >
          ${question ? t(`staff.meeting.${question.what}`) : nothing}
        </button>
      </ui-dialog>
      <ui-dialog
        heading=${qr ? t("staff.meeting.qr.title", { name: qr.name }) : ""}
        ?open=${qr !== null}
        @close=${close}
      >
        <p>${t("staff.meeting.qr.text")}</p>
        ${qr ? html`<img class="qr" data-testid="qr" src=${qr.link.qr} alt=${t("staff.meeting.qr.title", { name: qr.name })} />` : nothing}
      </ui-dialog>`;
  }

  override render() {
    const { meeting } = this;
    const gone = this.problem instanceof ApiError && [403, 404].includes(this.problem.status);
    return html`<a class="back" href="/meetings"><ui-icon name="back"></ui-icon>${t("staff.meeting.back")}</a>
      <h1>${meeting?.title ?? t("common.title.meeting")}</h1>
      ${gone ? html`<p>${t("staff.meeting.gone")}</p>` : this.problem ? problemNotice(this.problem) : nothing}
      ${meeting ? html`<div class="layout">${this.#guests(meeting)}${this.#side(meeting)}</div>` : nothing}
      ${!meeting && !this.problem ? html`<p class="soft">${t("common.loading")}</p>` : nothing} ${this.#dialogs()}`;
  }
}
