import { html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { CallSession } from "../../call/session.js";
import { type Pointing, readSignal, type ShownDocument, wireSignal } from "../../shared/payloads.js";
import type { InkSignal } from "../../ink/drafts.js";
import { type Presenting } from "../../shared/presented.js";
import { LocaleController, t } from "../../i18n/index.js";
import "../../i18n/document.js";
import "../../i18n/whiteboard.js";
import { Drafts } from "../../ink/drafts.js";
import { Gestures } from "../../ink/gestures.js";
import { SharedThings } from "../../shared/shared-things.js";
import { Viewport } from "../../ink/viewport.js";
import type { Person } from "../../protocol/messages.gen.js";
import { base, buttons } from "../../ui/styles.js";
import { Following } from "./following.js";
import { documentKey, type Hands } from "./keys.js";
import { Marker } from "./marker.js";
import { PAGE_UNITS } from "./marks.js";
import { open } from "./open.js";
import { PageView } from "./page-view.js";
import { type Paged, type Trouble, Unshowable } from "./paged.js";
import { Pointers } from "./pointers.js";
import { documentState } from "./state.js";
import { documentStyles } from "./styles.js";
import "./thumbnails.js";
import "./tools.js";
import type { Command } from "./tools.js";

/** A document or a picture that somebody shows to all. */
@customElement("room-document")
export class RoomDocument extends LitElement {
  static override styles = [base, buttons, documentStyles];
  @property({ attribute: false }) session!: CallSession;
  @property({ attribute: false }) current!: Presenting;
  @property({ attribute: false }) people: readonly Person[] = [];
  @property() you = "";
  @property({ type: Boolean }) host = false;
  /** Its leader has gone, or this person is a host. */
  @property({ type: Boolean }) canClose = false;
  @state() protected paged: Paged | null = null;
  @state() protected trouble: Trouble | null = null;
  @state() protected text = "";
  @state() protected thumbnails = false;
  @query(".surface") protected space!: HTMLElement;
  @query("canvas.still") protected still!: HTMLCanvasElement;
  @query("canvas.moving") protected moving!: HTMLCanvasElement;
  marker!: Marker;
  readonly following = new Following();
  readonly viewport = new Viewport({ width: PAGE_UNITS, height: PAGE_UNITS });
  readonly #drafts = new Drafts();
  readonly #pointers = new Pointers();
  #view!: PageView;
  #file = "";
  readonly #stops: (() => void)[] = [];
  readonly #resized = new ResizeObserver(() => this.#resize());

  constructor() {
    super();
    new LocaleController(this);
  }

  get #shown(): ShownDocument {
    return this.current.shown as ShownDocument;
  }

  override willUpdate() {
    if (!this.marker) this.#setUp();
  }

  #setUp(): void {
    const { shared } = this.session;
    const marks = new SharedThings(shared, "marks");
    const tell = (signal: InkSignal) => shared.signal("marks", wireSignal("marks", signal));
    const point = (pointing: Pointing) => shared.signal("stage", wireSignal("stage", pointing));
    this.marker = new Marker(marks, () => this.host, tell, point);
    this.#stops.push(
      shared.onSignal("marks", ({ author, payload }) => this.#drafts.hear(author, readSignal("marks", payload))),
      shared.onSignal("stage", ({ author, payload }) => this.#pointers.hear(author, readSignal("stage", payload))),
      marks.subscribe(() => this.#drafts.settled(marks.list.map(({ key }) => key))),
      () => marks.close(),
    );
    for (const source of [marks, this.marker, this.#drafts, this.#pointers])
      this.#stops.push(source.subscribe(() => this.#marked()));
  }

  #marked(): void {
    this.#view?.drawMarks();
    this.requestUpdate();
  }

  override firstUpdated() {
    const { marker, viewport } = this;
    this.#view = new PageView(this.still, this.moving, {
      marker,
      viewport,
      drafts: this.#drafts,
      pointers: this.#pointers,
      nameOf: (participant) => this.people.find((person) => person.id === participant)?.name ?? "",
      failed: (error) => this.#failed(error),
    });
    const gestures = new Gestures(this.space, viewport, marker, () => this.#looked());
    const hover = (event: PointerEvent) => this.#hover(event);
    this.space.addEventListener("pointermove", hover);
    this.#stops.push(() => gestures.stop());
    this.#resized.observe(this.space);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#resized.disconnect();
    this.#view?.close();
    this.paged?.close();
    for (const stop of this.#stops.splice(0)) stop();
  }

  override updated(changed: PropertyValues) {
    if (!changed.has("current")) return;
    const other = this.#shown.file !== this.#file;
    const moved = this.following.heard(this.current);
    if (other) void this.#load();
    else if (moved) this.#show();
  }

  #failed(error: unknown): void {
    this.trouble = error instanceof Unshowable ? error.trouble : "broken";
  }

  async #load(): Promise<void> {
    const { file } = this.#shown;
    this.#file = file;
    this.paged?.close();
    this.paged = this.trouble = null;
    try {
      const blob = await this.session.files.fetch(file).catch(() => Promise.reject(new Unshowable("not_here")));
      const paged = await open(blob);
      if (this.#file !== file || !this.isConnected) return paged.close();
      this.paged = paged;
      this.#show();
    } catch (error) {
      if (this.#file === file) this.#failed(error);
    }
  }

  /** Shows the page and the part of it that this person now looks at. */
  #show(): void {
    const { paged, following, viewport, marker } = this;
    if (!paged) return;
    const page = Math.min(following.page, paged.pages);
    const turned = marker.file !== this.#file || marker.page !== page;
    viewport.show(following.look);
    marker.see(this.#file, page);
    if (turned) {
      this.trouble = null;
      void this.#view.show(paged, page).then(() => viewport.show(following.look));
      void this.#read(paged, page);
    } else this.#view.looked();
    this.requestUpdate();
  }

  async #read(paged: Paged, page: number): Promise<void> {
    const text = await paged.text(page);
    if (this.paged === paged && this.marker.page === page) this.text = text;
  }

  // --- this person moves

  #moved(page: number): void {
    const told = this.following.moved(this.current, page, this.viewport.look);
    if (told) this.session.presented.lead(told);
    this.requestUpdate();
  }

  #looked(): void {
    this.marker.reach = 12 / this.viewport.scale;
    this.#view.looked();
    this.#moved(this.following.page);
  }

  #resize(): void {
    this.#view.resize(this.space.clientWidth, this.space.clientHeight);
    this.marker.reach = 12 / this.viewport.scale;
    this.#show();
  }

  #turn(to: number): void {
    const { paged } = this;
    if (!paged) return;
    const page = Math.min(paged.pages, Math.max(1, to));
    if (page === this.following.page) return;
    this.#moved(page);
    this.#show();
  }

  #zoom(by: number): void {
    this.viewport.zoomBy(by);
    this.#looked();
  }

  #hover(event: PointerEvent): void {
    if (event.pointerType === "touch" || event.buttons !== 0) return;
    const { left, top } = this.space.getBoundingClientRect();
    this.marker.hover(this.viewport.toContent({ x: event.clientX - left, y: event.clientY - top }));
  }

  #carryOut(command: Command): void {
    if (command.do === "turn") this.#turn(command.to);
    else if (command.do === "zoom") this.#zoom(command.by);
    else if (command.do === "thumbnails") this.thumbnails = !this.thumbnails;
    else if (command.do === "hand_over") void this.session.presented.handOver(command.to);
    else if (command.do === "take") this.session.presented.show(this.#shown);
    else if (command.do === "close")
      this.dispatchEvent(new Event("presented-close", { bubbles: true, composed: true }));
    else {
      this.following.follow(this.current);
      this.#show();
    }
  }

  readonly #hands: Hands = {
    turn: (to) => this.#turn(to),
    zoom: (by) => this.#zoom(by),
    pan: (dx, dy) => this.#pan(dx, dy),
  };

  #pan(dx: number, dy: number): void {
    this.viewport.pan(dx, dy);
    this.#looked();
  }

  #key(event: KeyboardEvent): void {
    if (documentKey(event, this.#hands, this.following.page, this.paged?.pages ?? 1)) event.preventDefault();
  }

  override render() {
    const { marker, following, paged } = this;
    const pages = paged?.pages ?? 1;
    const page = Math.min(following.page, pages);
    return html`<document-tools
        .marker=${marker}
        .current=${this.current}
        .people=${this.people}
        .you=${this.you}
        .page=${page}
        .pages=${pages}
        ?near=${this.viewport.look.zoom > 1}
        ?alone=${following.alone}
        ?host=${this.host}
        ?mayTake=${this.canClose && !this.current.mine}
        ?thumbnails=${this.thumbnails}
        @command=${(event: CustomEvent<Command>) => this.#carryOut(event.detail)}
      ></document-tools>
      <div class="place">
        ${
          this.thumbnails && paged
            ? html`<document-thumbnails
                .paged=${paged}
                .page=${page}
                @turn=${(event: CustomEvent<number>) => this.#turn(event.detail)}
              ></document-thumbnails>`
            : nothing
        }
        <div
          class="surface ${marker.tool}"
          data-testid="document"
          data-page=${page}
          data-drawn=${paged ? "yes" : "no"}
          tabindex="0"
          role="group"
          aria-label=${t("document.label", { name: this.#shown.name, page, pages })}
          @keydown=${this.#key}
        >
          <canvas class="still" aria-hidden="true"></canvas>
          <canvas class="moving" aria-hidden="true"></canvas>
        </div>
        ${documentState(this.trouble, paged !== null, () => void this.#load())}
      </div>
      <section class="visually-hidden" aria-label=${t("document.text")} data-testid="document-text">
        ${(this.text || t("document.text.none")).split("\n").map((line) => html`<p>${line}</p>`)}
      </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "room-document": RoomDocument;
  }
}
