import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { t } from "../../i18n/index.js";
import type { Person } from "../../protocol/messages.gen.js";
import { signer } from "../../state/hearing.js";
import { type Layout, roomFor } from "../../state/layout.js";
import { hands, near } from "../../state/room.js";
import { base } from "../../ui/styles.js";
import { pager } from "./pager.js";
import { MeetingElement } from "../parts/element.js";
import type { Meeting } from "../parts/meeting.js";
import { apart, type Spot, spotsFor, type Plan, roomInStrip, sideOf } from "./tile-geometry.js";
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
export class RoomStage extends MeetingElement {
  static override styles = [base, stageStyles];
  /** Whose screen is shown, unless something else is. */
  @property({ attribute: false }) sharer: Person | null = null;
  /** What stands in place of a shared screen: a document or the whiteboard. */
  @property({ attribute: false }) content: TemplateResult | null = null;
  @query(".people") protected space!: HTMLElement;
  /** As the browser last told it; nothing here measures. */
  @state() protected size = { width: 0, height: 0 };
  #laid: Layout = { main: null, tiles: [], page: 0, pages: 1 };
  #seen: TilesSeen | null = null;
  readonly #resized = new ResizeObserver(([entry]) => {
    if (entry) this.size = { width: entry.contentRect.width, height: entry.contentRect.height };
  });

  /** Those in one's own place, oneself last. */
  #people: readonly Person[] = [];
  /** Whom a host shows large for all. */
  #spotlight: Person | null = null;
  /** Whom everybody is to see sign. */
  #signer: Person | null = null;

  protected override follows({ session, room, moderation, layout, signs }: Meeting) {
    return [session, session.devices, room, moderation, layout, signs];
  }

  override firstUpdated() {
    this.#resized.observe(this.space);
    this.#seen = new TilesSeen(this.meeting.session.watching);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#resized.disconnect();
    this.#seen?.stop();
  }

  override willUpdate() {
    const { room, moderation, layout, people, you } = this.meeting;
    const here = new Set(near(room.state).map((person) => person.id));
    const others = people.filter((person) => here.has(person.id) && person.id !== you);
    this.#people = [...others, ...people.filter((person) => person.id === you)];
    this.#spotlight = others.find((person) => person.id === moderation.state.spotlight) ?? null;
    this.#signer = signer(room.state);
    const heard = new Set(this.#people.filter((person) => person.microphone).map((person) => person.id));
    layout.hear(room.state.speaking.filter((id) => heard.has(id)));
    this.#laid = layout.lay({
      people: this.#people.map((person) => person.id).filter((id) => id !== this.#apart),
      you,
      shows: this.#shows,
      spotlight: this.#spotlight?.id ?? null,
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
    const signer = this.#signer;
    const spotlight = this.#spotlight;
    const { sharer } = this;
    const { pinned, arrangement } = this.meeting.layout.chosen;
    if (!signer || pinned === signer.id || (spotlight?.id === signer.id && !sharer)) return null;
    const alike = !sharer && !spotlight && pinned === null && arrangement !== "speaker";
    return alike && this.#people.length <= FEW ? null : signer.id;
  }

  /** The space for everything else. */
  get #rest(): { readonly width: number; readonly height: number } {
    return this.#apart === null ? this.size : apart(this.size.width, this.size.height).rest;
  }

  #plan(large: boolean): Plan {
    if (!large) return "grid";
    return this.meeting.layout.chosen.arrangement === "side" ? "side" : "strip";
  }

  #room(): number {
    const { width } = this.#rest;
    const height = this.#rest.height - PAGER_HEIGHT;
    const { pinned, arrangement } = this.meeting.layout.chosen;
    const shows = this.#shows;
    const large = shows || this.#spotlight !== null || pinned !== null || arrangement === "speaker";
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
    const spots = spotsFor(this.#plan(this.#large), width, height - under, screens + small.length);
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
    const { session, self, you } = this.meeting;
    if (person.id === you) return self;
    return session.soundOnly ? null : session.peer.remote(person.id, "camera");
  }

  #tile(person: Person) {
    const { session, room, moderation, signs, host, you } = this.meeting;
    const self = person.id === you;
    return html`<room-tile
      data-testid="tile"
      data-participant=${person.id}
      data-name=${person.name}
      data-source="camera"
      .person=${person}
      .stream=${this.#stream(person)}
      .transport=${session.peer.transport}
      .network=${signs.of(person.id)}
      ?host=${host}
      ?held=${signs.held(person.id, "camera")}
      ?self=${self}
      ?mirror=${self && session.devices.remembered.mirror}
      ?large=${this.#laid.main === person.id}
      ?signer=${this.#signer?.id === person.id}
      ?pinned=${this.meeting.layout.chosen.pinned === person.id}
      ?speaking=${room.state.speaking.includes(person.id) && person.microphone}
      .reaction=${moderation.reaction(person.id)}
      .hand=${hands(room.state).findIndex(({ id }) => id === person.id) + 1}
    ></room-tile>`;
  }

  #screen(person: Person) {
    const { session, signs } = this.meeting;
    return html`<room-tile
      data-testid="tile"
      data-participant=${person.id}
      data-name=${person.name}
      data-source="screen"
      .person=${person}
      .stream=${session.soundOnly ? null : session.peer.remote(person.id, "screen")}
      .transport=${session.peer.transport}
      ?large=${this.#laid.main === null}
      ?held=${signs.held(person.id, "screen")}
    ></room-tile>`;
  }

  override render() {
    const { main, tiles, page, pages } = this.#laid;
    const shown = new Set([main, this.#apart, ...tiles]);
    const people = this.#people.filter((person) => shown.has(person.id));
    return html`<div class="people" role="group" aria-label=${t("room.people")}>
        ${this.content ? html`<div class="content">${this.content}</div>` : this.sharer ? this.#screen(this.sharer) : nothing}
        ${repeat(
          people,
          (person) => person.id,
          (person) => this.#tile(person),
        )}
      </div>
      <slot name="captions"></slot>
      ${pages > 1 ? pager(page, pages, (to) => this.actions.turn(to)) : nothing}
      ${this.meeting.room.state.people.size < 2 ? html`<div class="alone"><span>${t("room.alone")}</span></div>` : nothing}`;
  }
}

/** Writes only what has changed, so that a word somebody says moves nothing. */
function put(tile: HTMLElement, { x, y, width, height }: Spot): void {
  const spot = `${x} ${y} ${width} ${height}`;
  if (tile.dataset.spot === spot) return;
  tile.dataset.spot = spot;
  tile.toggleAttribute("data-low", height < LOW_PX);
  for (const [name, value] of Object.entries({ left: x, top: y, width, height }))
    tile.style[name as "left"] = `${value}px`;
}
