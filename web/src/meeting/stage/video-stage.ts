import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { Peer } from "../../call/peer/peer.js";
import type { Watching } from "../../call/peer/watching.js";
import { t } from "../../i18n/index.js";
import { Watch } from "../../lib/watch.js";
import type { Person } from "../../protocol/messages.gen.js";
import type { LeadingStore } from "../../state/moderation.js";
import { type Layout, roomFor } from "../../state/layout.js";
import type { LayoutStore } from "../../state/layout-store.js";
import type { NetworkSigns } from "../../state/network-signs.js";
import { base } from "../../ui/styles.js";
import { pager } from "./pager.js";
import { RoomElement } from "../parts/element.js";
import { apart, type Place, places, type Plan, roomInStrip, sideOf } from "./tile-geometry.js";
import { stageStyles } from "./stage-styles.js";
import type { RoomTile } from "./tile.js";
import "./tile.js";
import { TilesSeen } from "./tiles-seen.js";

const PAGER_HEIGHT = 52;
/** Under this a picture has no room for a button beside the name. */
const LOW_PX = 90;
/** So few alike are each seen well. */
const FEW = 4;

/** Everybody's pictures as large as they fit; what is shared or pinned is larger.  All pictures stand in one row of
 * the page and are only moved about, so that none of them starts over when the layout changes. */
@customElement("room-stage")
export class RoomStage extends RoomElement {
  static override styles = [base, stageStyles];
  @property({ attribute: false }) people: readonly Person[] = [];
  @property({ attribute: false }) sharer: Person | null = null;
  /** Whom a host shows large for all. */
  @property({ attribute: false }) spotlight: Person | null = null;
  /** Whom everybody is to see sign. */
  @property({ attribute: false }) signer: Person | null = null;
  @property({ attribute: false }) leading!: LeadingStore;
  /** Ids of those whose hands are raised, in order. */
  @property({ attribute: false }) hands: readonly string[] = [];
  /** What stands in place of a shared screen: a document or the whiteboard. */
  @property({ attribute: false }) content: TemplateResult | null = null;
  @property({ attribute: false }) signs!: NetworkSigns;
  @property({ attribute: false }) layout!: LayoutStore;
  /** Nobody else is in the meeting. */
  @property({ type: Boolean }) alone = false;
  @property({ type: Boolean }) host = false;
  @property({ attribute: false }) speaking: readonly string[] = [];
  @property({ attribute: false }) peer!: Peer;
  @property({ attribute: false }) watching!: Watching;
  @property({ attribute: false }) selfStream: MediaStream | null = null;
  @property() you = "";
  @property({ attribute: false }) transport: string | null = null;
  @property({ type: Boolean }) soundOnly = false;
  @property({ type: Boolean }) mirror = false;
  @query(".people") private space!: HTMLElement;
  /** As the browser last told it; nothing here measures. */
  @state() private size = { width: 0, height: 0 };
  #laid: Layout = { main: null, tiles: [], page: 0, pages: 1 };
  #seen: TilesSeen | null = null;
  readonly #resized = new ResizeObserver(([entry]) => {
    if (entry) this.size = { width: entry.contentRect.width, height: entry.contentRect.height };
  });

  override firstUpdated() {
    this.#resized.observe(this.space);
    this.#seen = new TilesSeen(this.watching);
    new Watch(this, this.layout);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#resized.disconnect();
    this.#seen?.stop();
  }

  override willUpdate() {
    const heard = new Set(this.people.filter((person) => person.microphone).map((person) => person.id));
    this.layout.hear(this.speaking.filter((id) => heard.has(id)));
    this.#laid = this.layout.lay({
      people: this.people.map((person) => person.id).filter((id) => id !== this.#apart),
      you: this.you,
      shows: this.#shows,
      spotlight: this.spotlight?.id ?? null,
      room: this.#room(),
    });
  }

  override updated() {
    this.#place();
    this.#seen?.update(this.#tiles());
  }

  #tiles(): RoomTile[] {
    return [...this.renderRoot.querySelectorAll<RoomTile>("room-tile")];
  }

  get #shows(): boolean {
    return this.sharer !== null || this.content !== null;
  }

  get #large(): boolean {
    return this.#shows || this.#laid.main !== null;
  }

  /** Who stands apart from the layout: the sign interpreter, unless that is who is large anyway. */
  get #apart(): string | null {
    const { signer, sharer, spotlight } = this;
    const { pinned, arrangement } = this.layout.wish;
    if (!signer || pinned === signer.id || (spotlight?.id === signer.id && !sharer)) return null;
    const alike = !sharer && !spotlight && pinned === null && arrangement !== "speaker";
    return alike && this.people.length <= FEW ? null : signer.id;
  }

  /** The space for everything else. */
  get #rest(): { readonly width: number; readonly height: number } {
    return this.#apart === null ? this.size : apart(this.size.width, this.size.height).rest;
  }

  #plan(large: boolean): Plan {
    if (!large) return "grid";
    return this.layout.wish.arrangement === "side" ? "side" : "strip";
  }

  #room(): number {
    const { width } = this.#rest;
    const height = this.#rest.height - PAGER_HEIGHT;
    const { pinned, arrangement } = this.layout.wish;
    const { spotlight } = this;
    const shows = this.#shows;
    const large = shows || spotlight !== null || pinned !== null || arrangement === "speaker";
    const plan = this.#plan(large);
    // A shared screen stands among the small ones while somebody is pinned.
    if (plan === "strip") return roomInStrip(width, height) - (shows && pinned !== null ? 1 : 0);
    if (plan === "grid") return roomFor(width, height);
    const side = sideOf(width, height);
    return roomFor(side.width, side.height);
  }

  #place(): void {
    if (this.size.width === 0) return;
    const { width, height } = this.#rest;
    const under = this.#laid.pages > 1 ? PAGER_HEIGHT : 0;
    const tiles = this.#tiles();
    const small = this.#laid.tiles;
    // Whoever is pinned stands where the shared screen would, which then is one of the small ones.
    const screens = this.#shows && this.#laid.main !== null ? 1 : 0;
    const spots = places(this.#plan(this.#large), width, height - under, screens + small.length);
    for (const tile of tiles) {
      const at = tile.source === "screen" ? 0 : screens + small.indexOf(tile.person?.id ?? "");
      const beside = tile.large ? spots.large : spots.tiles[at];
      const spot =
        tile.person?.id === this.#apart && tile.source === "camera"
          ? apart(this.size.width, this.size.height).one
          : beside;
      if (spot) put(tile, spot);
    }
    const content = this.renderRoot.querySelector<HTMLElement>(".content");
    const spot = this.#laid.main === null ? spots.large : spots.tiles[0];
    if (content && spot) put(content, spot);
  }

  #stream(person: Person): MediaStream | null {
    if (person.id === this.you) return this.selfStream;
    return this.soundOnly ? null : this.peer.remote(person.id, "camera");
  }

  #tile(person: Person) {
    const self = person.id === this.you;
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
      ?self=${self}
      ?mirror=${self && this.mirror}
      ?large=${this.#laid.main === person.id}
      ?signer=${this.signer?.id === person.id}
      ?pinned=${this.layout.wish.pinned === person.id}
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
      .stream=${this.soundOnly ? null : this.peer.remote(person.id, "screen")}
      .transport=${this.transport}
      ?large=${this.#laid.main === null}
      ?held=${this.signs.held(person.id, "screen")}
    ></room-tile>`;
  }

  override render() {
    const { main, tiles, page, pages } = this.#laid;
    const shown = new Set([main, this.#apart, ...tiles]);
    const people = this.people.filter((person) => shown.has(person.id));
    return html`<div class="people" role="group" aria-label=${t("room.people")}>
        ${this.content ? html`<div class="content">${this.content}</div>` : this.sharer ? this.#screen(this.sharer) : nothing}
        ${repeat(
          people,
          (person) => person.id,
          (person) => this.#tile(person),
        )}
      </div>
      <slot name="captions"></slot>
      ${pages > 1 ? pager(page, pages, (to) => this.act({ do: "turn", page: to })) : nothing}
      ${this.alone ? html`<div class="alone"><span>${t("room.alone")}</span></div>` : nothing}`;
  }
}

/** Writes only what has changed, so that a word somebody says moves nothing. */
function put(tile: HTMLElement, { x, y, width, height }: Place): void {
  const spot = `${x} ${y} ${width} ${height}`;
  if (tile.dataset.spot === spot) return;
  tile.dataset.spot = spot;
  tile.toggleAttribute("data-low", height < LOW_PX);
  for (const [name, value] of Object.entries({ left: x, top: y, width, height }))
    tile.style[name as "left"] = `${value}px`;
}
