import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { t } from "../../i18n/index.js";
import { MAIN, type Person, type Breakout, type Waiting } from "../../protocol/messages.gen.js";
import "../../i18n/moderation.js";
import "../../i18n/picture.js";
import type { NetworkSigns } from "../../state/network-signs.js";
import { base, buttons } from "../../ui/styles.js";
import "../../ui/icon.js";
import "../../i18n/interpreting.js";
import "../../i18n/breakouts.js";
import "../moderation/hands.js";
import { byPlace } from "../breakouts/who-is-where.js";
import { RoomElement } from "../parts/element.js";
import { howIdentified } from "../../i18n/identity.js";
import "./lobby-list.js";

const TIMES_EVERY_MS = 15_000;

/** The panel beside the pictures: the lobby first, then everybody. */
@customElement("room-people")
export class RoomPeople extends RoomElement {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
        background: var(--surface);
        color: var(--text);
      }
      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
        padding: var(--space-2) var(--space-4);
      }
      h2 {
        margin: 0;
        font-size: 1.125rem;
      }
      h3 {
        margin: 0 0 var(--space-3);
        font-size: 0.9375rem;
        color: var(--text-soft);
      }
      .scroll {
        flex: 1;
        overflow-y: auto;
        padding: 0 var(--space-4) var(--space-4);
      }
      section + section {
        margin-top: var(--space-4);
        padding-top: var(--space-4);
        border-top: 1px solid var(--border);
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0 var(--space-2);
        min-height: 52px;
        padding-block: var(--space-1);
      }
      .who {
        flex: 1;
        min-width: 0;
        overflow-wrap: anywhere;
        line-height: 1.3;
      }
      .who small {
        display: block;
        color: var(--text-soft);
        font-size: 0.875rem;
      }
      li > ui-icon {
        flex: none;
        color: var(--text-soft);
      }
      .icon {
        padding: 0;
      }
      footer {
        padding: var(--space-3) var(--space-4);
        border-top: 1px solid var(--border);
      }
      footer .button {
        width: 100%;
      }
      footer .button + .button {
        margin-top: var(--space-2);
      }
      .identify {
        flex: 1 0 100%;
      }
      .missing {
        display: flex;
        align-items: center;
        gap: var(--space-1);
        margin-top: var(--space-1);
        font-size: 0.9375rem;
      }
      .missing ui-icon {
        flex: none;
        color: var(--warn);
      }
      .how {
        display: block;
        font-size: 0.875rem;
      }
      .confirm {
        margin-block: var(--space-2);
        padding-inline: var(--space-3);
        font-size: 0.9375rem;
      }
      .confirm.quiet {
        margin: 0;
        padding-inline: 0;
      }
    `,
  ];
  @property({ attribute: false }) people: readonly Person[] = [];
  @property({ attribute: false }) waiting: readonly Waiting[] = [];
  @property({ attribute: false }) signs!: NetworkSigns;
  @property() you = "";
  @property({ type: Boolean }) host = false;
  @property({ type: Boolean }) locked = false;
  @property({ attribute: false }) breakouts: readonly Breakout[] = [];
  /** Raised hands, in order. */
  @property({ attribute: false }) hands: readonly Person[] = [];
  /** Seconds for which each has been heard, for hosts. */
  @property({ attribute: false }) times: Readonly<Record<string, number>> = {};
  #asking: ReturnType<typeof setInterval> | undefined;

  override connectedCallback() {
    super.connectedCallback();
    if (!this.host) return;
    this.#askTimes();
    this.#asking = setInterval(() => this.#askTimes(), TIMES_EVERY_MS);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#asking);
  }

  /** Where the viewer is. */
  get #own(): string {
    return this.people.find((person) => person.id === this.you)?.place ?? MAIN;
  }

  #placeName(breakout: Breakout | null): string {
    if (!breakout) return t("room.people.here");
    return breakout.kind === "side" ? t("breakouts.side") : breakout.name;
  }

  #askTimes(): void {
    this.actions.say({ type: "see_speaking_times" });
  }

  #interprets({ interpreter, interprets, kind }: Person): string[] {
    if (interprets) return [t("interpreting.badge", { language: t(`interpreting.language.${interprets}`) })];
    return interpreter && kind !== "interpreter" ? [t("common.kind.interpreter")] : [];
  }

  #heard({ id }: Person): string[] {
    const seconds = this.times[id];
    if (!this.host || seconds === undefined || seconds < 60) return [];
    return [t("room.people.heard", { minutes: Math.floor(seconds / 60) })];
  }

  #person(person: Person): TemplateResult {
    const { id, name, role, kind } = person;
    const details = kind ? t(`common.kind.${kind}`) : t(role === "host" ? "room.people.host" : "room.people.co_host");
    const self = id === this.you;
    return html`<li>
      <div class="who">
        ${self ? t("room.you.name", { name }) : name}
        <small
          >${person.connected ? [details, ...this.#interprets(person), ...this.#heard(person), ...this.#network(person)].join(" · ") : t("room.tile.lost")}</small
        >
        ${this.#remedy(person)}
        <small data-testid="identity" data-name=${name} data-methods=${person.identified_by.join(" ")}
          >${t("room.identity.by", { how: howIdentified(person.identified_by) })}</small
        >
      </div>
      ${
        person.place === this.#own
          ? html`<ui-icon name=${person.microphone ? "mic" : "mic-off"}></ui-icon>
              <ui-icon name=${person.camera ? "camera" : "camera-off"}></ui-icon>`
          : nothing
      }
      ${this.host ? html`<room-person-menu .person=${person}></room-person-menu>` : nothing}
      ${this.host ? this.#identity(person) : nothing}
    </li>`;
  }

  /** What the host does about a guest whose document they are to look at, or may look at. */
  #identity({ id, name, kind, identified_by, missing }: Person) {
    if (kind === null || identified_by.includes("shown")) return nothing;
    const wanted = missing.length > 0;
    return html`<div class="identify">
      ${
        wanted
          ? html`<strong class="missing" data-testid="not-identified" data-name=${name}
                ><ui-icon name="warning"></ui-icon>${t("room.identity.missing")}</strong
              ><span class="how">${t("room.identity.missing.text", { name })}</span>`
          : nothing
      }<button
        class="button ${wanted ? "primary" : "quiet"} confirm"
        data-testid="confirm-identity"
        data-name=${name}
        aria-label=${t("room.identity.confirm.name", { name })}
        @click=${() => this.actions.confirmIdentity({ id, name })}
      >
        <ui-icon name="shield"></ui-icon>${t("room.identity.confirm")}
      </button>
    </div>`;
  }

  /** What the person can do about it; read out only when it is looked for. */
  #remedy({ id, connected }: Person) {
    if (!connected || this.signs.of(id) === "good") return nothing;
    const text = t(id === this.you ? "room.network.remedy" : "picture.network.remedy");
    return html`<small data-testid="network-remedy">${text}</small>`;
  }

  #network({ id }: Person): string[] {
    const network = this.signs.of(id);
    return network === "good" ? [] : [t(`room.network.${network}`)];
  }

  #lobby() {
    return html`<section>
      <h3>${t("room.people.waiting")}</h3>
      ${
        this.waiting.length > 0
          ? html`<room-lobby .waiting=${this.waiting}></room-lobby> <room-lobby-note></room-lobby-note>`
          : html`<div>${t("room.people.nobody")}</div>`
      }
    </section>`;
  }

  override render() {
    return html`<header>
        <h2>${t("room.people")}</h2>
        <button class="button icon quiet" aria-label=${t("common.close")} @click=${() => this.actions.panel("people")}>
          <ui-icon name="close"></ui-icon>
        </button>
      </header>
      <div class="scroll">
        ${this.host ? this.#lobby() : nothing}
        ${this.hands.length > 0 ? html`<section><room-hands .hands=${this.hands} ?host=${this.host}></room-hands></section>` : nothing}
        ${byPlace(this.people, this.#own, this.breakouts).map(
          ({ place, breakout, people }) =>
            html`<section data-testid="place" data-place=${breakout?.kind ?? place}>
              <h3>${this.#placeName(breakout)}</h3>
              <ul>
                ${repeat(
                  people,
                  (person) => person.id,
                  (person) => this.#person(person),
                )}
              </ul>
            </section>`,
        )}
      </div>
      ${
        this.host
          ? html`<footer>
              <button
                class="button"
                data-testid="lock"
                aria-pressed=${this.locked ? "true" : "false"}
                @click=${() => this.actions.say({ type: "lock_room", locked: !this.locked })}
              >
                <ui-icon name="lock"></ui-icon>${t(this.locked ? "room.unlock" : "room.lock")}
              </button>
              <button class="button" data-testid="end-meeting" @click=${() => this.actions.end()}>
                ${t("room.people.end")}
              </button>
            </footer>`
          : nothing
      }`;
  }
}
