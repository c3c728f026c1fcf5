import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { Peer } from "../../call/peer.js";
import type { Watching } from "../../call/watching.js";
import { t } from "../../i18n/index.js";
import type { Person } from "../../protocol/messages.gen.js";
import type { LeadingStore } from "../../state/leading.js";
import type { NetworkSigns } from "../../state/network-signs.js";
import { base } from "../../ui/styles.js";
import { RoomElement } from "./element.js";
import { arrange } from "./grid.js";
import type { RoomTile } from "./tile.js";
import "./tile.js";
import { TilesSeen } from "./tiles-seen.js";

/** Everybody's pictures as large as they fit; a shared screen, or the person whom a host shows large, takes the place
 * and the others stand in a strip. */
@customElement("room-stage")
export class RoomStage extends RoomElement {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        gap: 8px;
        min-width: 0;
        min-height: 0;
        padding: 8px;
        position: relative;
      }
      .shared {
        flex: 1;
        min-width: 0;
        min-height: 0;
        display: grid;
        grid-template: minmax(0, 1fr) / minmax(0, 1fr);
      }
      :host(:not([sharing])) .shared {
        display: none;
      }
      .people {
        flex: 1;
        min-width: 0;
        min-height: 0;
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        justify-content: center;
        align-content: safe center;
        overflow: hidden;
      }
      .people[data-scrolls] {
        overflow-y: auto;
        align-content: start;
      }
      .people room-tile {
        width: var(--tile-width, 100%);
        height: var(--tile-height, 100%);
      }
      :host([sharing]) .people {
        flex: 0 0 clamp(140px, 18%, 240px);
        overflow-y: auto;
        align-content: start;
      }
      :host([sharing]) .people room-tile {
        width: 100%;
        height: auto;
        aspect-ratio: 16 / 10;
      }
      @media (orientation: portrait) {
        :host([sharing]) {
          flex-direction: column;
        }
        :host([sharing]) .people {
          flex: 0 0 auto;
          flex-wrap: nowrap;
          justify-content: start;
          overflow: auto hidden;
        }
        :host([sharing]) .people room-tile {
          flex: 0 0 clamp(120px, 30%, 200px);
        }
      }
      .alone {
        position: absolute;
        inset-inline: 0;
        top: 24px;
        text-align: center;
        pointer-events: none;
        z-index: 1;
      }
      .alone span {
        padding: 6px 14px;
        border-radius: 999px;
        background: rgb(9 18 15 / 78%);
        color: #f2f7f5;
      }
    `,
  ];
  @property({ attribute: false }) people: readonly Person[] = [];
  @property({ attribute: false }) sharer: Person | null = null;
  /** Whom a host shows large for all. */
  @property({ attribute: false }) spotlight: Person | null = null;
  @property({ attribute: false }) leading!: LeadingStore;
  /** Ids of those whose hands are raised, in order. */
  @property({ attribute: false }) hands: readonly string[] = [];
  /** What else takes the place of a shared screen. */
  @property({ attribute: false }) content: TemplateResult | null = null;
  @property({ attribute: false }) signs!: NetworkSigns;
  @property({ type: Boolean }) host = false;
  @property({ attribute: false }) speaking: readonly string[] = [];
  @property({ attribute: false }) peer!: Peer;
  @property({ attribute: false }) watching!: Watching;
  @property({ attribute: false }) selfStream: MediaStream | null = null;
  @property() you = "";
  @property({ attribute: false }) transport: string | null = null;
  @property({ type: Boolean, reflect: true }) sharing = false;
  @property({ type: Boolean }) soundOnly = false;
  @query(".people") private space!: HTMLElement;
  #seen: TilesSeen | null = null;
  readonly #resized = new ResizeObserver(() => this.#arrange());

  override firstUpdated() {
    this.#resized.observe(this.space);
    this.#seen = new TilesSeen(this.watching);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#resized.disconnect();
    this.#seen?.stop();
  }

  override willUpdate() {
    this.sharing = this.sharer !== null || this.spotlight !== null || this.content !== null;
  }

  override updated() {
    this.#arrange();
    this.#seen?.update(this.renderRoot.querySelectorAll<RoomTile>("room-tile"));
  }

  #arrange(): void {
    const { clientWidth, clientHeight, style } = this.space;
    const grid = arrange(this.people.length, clientWidth, clientHeight);
    style.setProperty("--tile-width", `${grid.width}px`);
    style.setProperty("--tile-height", `${grid.height}px`);
    this.space.toggleAttribute("data-scrolls", grid.scrolls && !this.sharing);
    // What scrolls can be scrolled by keyboard too.
    const scrolls = this.space.scrollWidth > clientWidth + 1 || this.space.scrollHeight > clientHeight + 1;
    this.space.tabIndex = scrolls ? 0 : -1;
  }

  #stream(person: Person): MediaStream | null {
    if (person.id === this.you) return this.selfStream;
    return this.soundOnly ? null : this.peer.remote(person.id, "camera");
  }

  #tile(person: Person) {
    return html`<room-tile
      data-testid="tile"
      data-participant=${person.id}
      data-name=${person.name}
      data-source="camera"
      .person=${person}
      .stream=${this.#stream(person)}
      .transport=${this.transport}
      .network=${this.signs.of(person.id)}
      ?host=${this.host}
      ?held=${this.signs.held(person.id, "camera")}
      ?self=${person.id === this.you}
      ?speaking=${this.speaking.includes(person.id) && person.microphone}
      .reaction=${this.leading.reaction(person.id)}
      .hand=${this.hands.indexOf(person.id) + 1}
    ></room-tile>`;
  }

  #screen(person: Person) {
    return html`<room-tile
      data-testid="tile"
      data-participant=${person.id}
      data-name=${person.name}
      data-source="screen"
      .person=${person}
      .stream=${this.peer.remote(person.id, "screen")}
      .transport=${this.transport}
      ?held=${this.signs.held(person.id, "screen")}
    ></room-tile>`;
  }

  /** The large picture, and the others with the spotlit person first among them while something else is large. */
  #places() {
    const { sharer, spotlight, people } = this;
    const shown = this.content ?? (sharer && this.#screen(sharer));
    if (!spotlight) return { large: shown, others: people };
    const rest = people.filter((person) => person.id !== spotlight.id);
    return shown ? { large: shown, others: [spotlight, ...rest] } : { large: this.#tile(spotlight), others: rest };
  }

  override render() {
    const { large, others } = this.#places();
    return html`<div class="shared">${large ?? nothing}</div>
      <div class="people" role="group" aria-label=${t("room.people")}>
        ${repeat(
          others,
          (person) => person.id,
          (person) => this.#tile(person),
        )}
      </div>
      ${this.people.length < 2 ? html`<div class="alone"><span>${t("room.alone")}</span></div>` : nothing}`;
  }
}
