import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { browserDevices } from "../../call/browser-devices.js";
import { audioContext } from "../../call/devices/level.js";
import { formatDay, formatTime, LocaleController, t } from "../../i18n/index.js";
import { look } from "../../app/look.js";
import { ApiError, http, sentence } from "../../net/http.js";
import type { GuestLinkView } from "../../protocol/api.gen.js";
import { fields, textField } from "../../ui/field.js";
import { problemNotice } from "../../ui/notice.js";
import { base, buttons, page } from "../../ui/styles.js";
import { toast } from "../../ui/toast.js";
import { here } from "../../lib/browser.js";
import { guestStyles } from "./guest-styles.js";
import { inAppNotice } from "./in-app.js";
import { type Step, Visit } from "./visit.js";
import "../../ui/icon.js";
import "./device-check.js";
import "./identify.js";

/** The link as long as this document lives, so that looking at the help does not lose it.  Never stored. */
let held: string | null = null;

/** Fetched while the guest reads, so that the button answers at once. */
const loadRoom = () => import("../../meeting/room.js");

/** How a visit to the identification broker ended; it is told once. */
function takeReturned(): "failed" | "mismatch" | null {
  const found = new URLSearchParams(location.search).get("eid");
  if (location.search) history.replaceState(history.state, "", location.pathname + location.hash);
  return found === "failed" || found === "mismatch" ? found : null;
}

/** The page behind a guest's link: who invites, an optional check of the devices, and one big button. */
@customElement("page-guest")
export class GuestPage extends LitElement {
  static override styles = [base, buttons, page, fields, guestStyles];
  @property({ attribute: false }) secret: string | null = null;
  @state() protected name = "";
  @state() protected nameMissing = false;
  @state() protected room: "loading" | "here" | "missing" = "loading";
  readonly #devices = browserDevices();
  #visit!: Visit;
  #step = "";
  readonly #returned = takeReturned();
  #stop: (() => void) | undefined;
  readonly #woken = () => {
    if (!document.hidden && this.#step !== "bad") void this.#visit.check();
  };

  constructor() {
    super();
    new LocaleController(this);
  }

  override connectedCallback() {
    super.connectedCallback();
    held = this.secret ?? held;
    this.#visit = new Visit(http, held);
    this.#stop = this.#visit.subscribe(() => void this.#changed());
    document.addEventListener("visibilitychange", this.#woken);
    window.addEventListener("online", this.#woken);
    void this.#visit.check();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop?.();
    this.#visit.stop();
    document.removeEventListener("visibilitychange", this.#woken);
    window.removeEventListener("online", this.#woken);
    this.#devices.dispose();
  }

  async #changed() {
    this.requestUpdate();
    const { step } = this.#visit;
    if (step.is === "ready") void look.wear(step.view.organisation_slug);
    const before = this.#step;
    this.#step = this.#visit.step.is;
    // The page is a narrow column, but the meeting takes the whole window.
    this.toggleAttribute("seated", this.#step === "seated");
    if (this.#step === "seated" && before !== "seated") return this.#openRoom();
    if (this.#step === "ready" && before !== "ready") void loadRoom().catch(() => undefined);
    if (before === this.#step || before === "" || before === "checking") return;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  async #openRoom() {
    // From here on the seat's cookie is the way back; the link is no longer needed.
    held = null;
    if (this.#visit.token === null) this.#reopenDevices();
    try {
      await loadRoom();
      this.room = "here";
    } catch {
      this.room = "missing";
    }
  }

  /** After a reload the devices are as they were before it. */
  #reopenDevices() {
    const { microphoneOn, cameraOn } = this.#devices.remembered;
    if (microphoneOn === false) this.#devices.muteMicrophone(true);
    else void this.#devices.openMicrophone();
    if (cameraOn) void this.#devices.openCamera();
  }

  #enter(withMicrophone = true) {
    const { step } = this.#visit;
    if (step.is !== "ready" || step.view.state === "early") return;
    const typed = step.view.names_itself ? this.name.trim() : null;
    this.nameMissing = typed === "";
    if (this.nameMissing) return this.renderRoot.querySelector<HTMLInputElement>("#name")?.focus();
    // This tap is the permission to play sound, so the sound is woken before anything is awaited.
    void audioContext().resume();
    const { track, trouble, opening } = this.#devices.microphone;
    if (withMicrophone && !track && !trouble && !opening) void this.#devices.openMicrophone();
    void this.#visit.enter(typed);
  }

  async #report() {
    try {
      await this.#visit.report();
    } catch (error) {
      toast(sentence(error));
    }
  }

  #invitation({ meeting, organisation, name, identification }: GuestLinkView) {
    const when = `${formatDay(meeting.starts_at)} ${formatTime(meeting.starts_at)}`;
    return html`<section class="facts" aria-label=${t("guest.ready.what")}>
      <dl>
        ${
          meeting.title
            ? html`<dt>${t("guest.ready.what")}</dt>
                <dd>${meeting.title}</dd>`
            : nothing
        }
        <dt>${t("guest.ready.when")}</dt>
        <dd>${when}</dd>
        <dt>${t("guest.ready.from")}</dt>
        <dd>${organisation}</dd>
        ${
          name
            ? html`<dt>${t("guest.ready.you")}</dt>
                <dd>${name}</dd>`
            : nothing
        }
        ${
          identification === "link"
            ? nothing
            : html`<dt>${t("guest.ready.identification")}</dt>
                <dd>${t(`common.way.${identification}`)}</dd>`
        }
      </dl>
    </section>`;
  }

  #early(view: GuestLinkView) {
    const at = { day: formatDay(view.opens_at), time: formatTime(view.opens_at) };
    return html`<div class="notice">
      <ui-icon name="bell"></ui-icon>
      <div>
        <p>${t("guest.early.text", at)}</p>
        <p>${t("guest.early.check")}</p>
      </div>
    </div>`;
  }

  #nameField() {
    const { problem } = this.#visit;
    const refused = problem instanceof ApiError ? problem.field("name") : undefined;
    return html`<section class="card">
      ${textField({
        name: "name",
        label: t("guest.name.label"),
        hint: t("guest.name.hint"),
        value: this.name,
        maxlength: 80,
        autocomplete: "name",
        error: this.nameMissing ? t("guest.name.missing") : refused,
        required: true,
        input: (name) => {
          this.name = name;
          this.nameMissing = false;
        },
      })}
    </section>`;
  }

  #door(view: GuestLinkView) {
    const early = view.state === "early";
    const { entering, problem } = this.#visit;
    const label = early
      ? t("guest.early.enter", { time: formatTime(view.opens_at) })
      : t(entering ? "guest.entering" : "guest.enter");
    return html`<div class="enter">
      ${problem && !entering ? problemNotice(problem) : nothing}
      <button
        type="submit"
        form="guest"
        class="button primary big"
        data-testid="enter"
        ?disabled=${early}
        aria-busy=${entering ? "true" : nothing}
      >
        ${entering ? html`<span class="spinner"></span>` : nothing}${label}
      </button>
    </div>`;
  }

  #ready(view: GuestLinkView) {
    const browser = here();
    const submit = (event: Event) => {
      event.preventDefault();
      this.#enter();
    };
    const without = (event: CustomEvent<string>) => this.#enter(event.detail !== "microphone");
    return html`<form id="guest" novalidate @submit=${submit}>
        <h1 tabindex="-1">${t("guest.ready.title", { host: view.meeting.host_name || view.organisation })}</h1>
        ${browser.inApp === null || !this.#visit.token ? nothing : inAppNotice(browser, this.#visit.token)}
        <div class="stack">
          ${this.#invitation(view)} ${view.state === "early" ? this.#early(view) : nothing}
          ${view.names_itself ? this.#nameField() : nothing}
          <section class="card" data-testid="guest-check" data-state=${view.state} aria-label=${t("guest.check.title")}>
            <guest-device-check
              .devices=${this.#devices}
              .token=${this.#visit.token}
              @without=${without}
            ></guest-device-check>
          </section>
        </div>
        <p class="help"><a href="/help" target="_blank" rel="noopener">${t("guest.help.link")}</a></p>
        ${this.#door(view)}
      </form>
      <p class="visually-hidden" role="status">${view.state === "open" ? t("guest.open.now") : nothing}</p>`;
  }

  #bad() {
    const { reported, token } = this.#visit;
    return html`<section data-testid="bad-link">
      <h1 tabindex="-1">${t("guest.bad.title")}</h1>
      <p>${t("guest.bad.text")}</p>
      <div role="status">${reported ? html`<p class="notice">${t("guest.bad.reported")}</p>` : nothing}</div>
      ${
        reported || !token
          ? nothing
          : html`<button type="button" class="button primary big" data-testid="report-link" @click=${this.#report}>
              ${t("guest.bad.report")}
            </button>`
      }
    </section>`;
  }

  /** The seat is taken by now, so a reload leads back here without the link. */
  #room() {
    if (this.room === "here") return html`<resfri-room .devices=${this.#devices} .meetingId=${null}></resfri-room>`;
    if (this.room === "missing") return this.#failed(t("common.error.page"), () => location.reload());
    return html`<h1>${t("guest.entering")}</h1>`;
  }

  #identify({ seat }: Extract<Step, { is: "identify" }>) {
    return html`<guest-identify .visit=${this.#visit} .seat=${seat} .returned=${this.#returned}></guest-identify>`;
  }

  #failed(text: string, retry: () => void) {
    return html`<div class="stack">
      <h1 tabindex="-1">${t("guest.failed.title")}</h1>
      <p role="alert">${text}</p>
      <button type="button" class="button primary big" @click=${retry}>${t("common.retry")}</button>
    </div>`;
  }

  override render() {
    const { step } = this.#visit;
    switch (step.is) {
      case "ready":
        return this.#ready(step.view);
      case "identify":
        return this.#identify(step);
      case "seated":
        return this.#room();
      case "bad":
        return this.#bad();
      case "failed":
        return this.#failed(sentence(step.error), () => void this.#visit.check());
      case "lost":
        return html`<h1 tabindex="-1">${t("guest.lost.title")}</h1>
          <p>${t("guest.lost.text")}</p>`;
      case "checking":
        return html`<h1>${t("guest.checking")}</h1>`;
    }
  }
}
