import { html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { LocaleController, t } from "../../i18n/index.js";
import "../../i18n/whiteboard.js";
import type { Shared } from "../../shared/items.js";
import { Drafts } from "../../ink/drafts.js";
import { Gestures } from "../../ink/gestures.js";
import { textHeight } from "../../ink/paint.js";
import { decode, Pictures } from "../../ink/pictures.js";
import type { SentFiles } from "../../shared/sent-files.js";
import { SharedThings } from "../../shared/shared-things.js";
import { MAX_NAME, MAX_TEXT, type Writing } from "../../ink/things.js";
import { Viewport } from "../../ink/viewport.js";
import { save } from "../../lib/save.js";
import "../../ui/icon.js";
import { base } from "../../ui/styles.js";
import { toast } from "../../ui/toast.js";
import { BOARD, Board } from "./board.js";
import { boardKey } from "./keys.js";
import { boardList } from "./list.js";
import { Surface } from "./surface.js";
import "./tools.js";
import type { Command } from "./tools.js";
import { whiteboardStyles } from "./styles.js";
import { readSignal, wireSignal } from "../../shared/payloads.js";

const SMALLEST_LETTERS = 16;
const PICTURE_SIDE = 2000;

/** A board that everybody in the place draws on. */
@customElement("room-whiteboard")
export class RoomWhiteboard extends LitElement {
  static override styles = [base, whiteboardStyles];
  @property({ attribute: false }) shared!: Shared;
  @property({ attribute: false }) files: SentFiles | null = null;
  @property({ type: Boolean }) host = false;
  @property({ type: Boolean }) canClose = false;
  board!: Board;
  @state() protected writing: { readonly writing: Writing; readonly key: string | null } | null = null;
  @query(".surface") protected space!: HTMLElement;
  @query("canvas.still") protected still!: HTMLCanvasElement;
  @query("canvas.moving") protected moving!: HTMLCanvasElement;
  @query("textarea") protected area!: HTMLTextAreaElement | null;
  @query("input[type=file]") protected picker!: HTMLInputElement;
  readonly viewport = new Viewport(BOARD);
  readonly #drafts = new Drafts();
  #pictures!: Pictures;
  #surface!: Surface;
  readonly #stops: (() => void)[] = [];
  readonly #resized = new ResizeObserver(() => this.#resize());

  constructor() {
    super();
    new LocaleController(this);
  }

  override willUpdate() {
    if (this.board) return;
    const { shared } = this;
    const things = new SharedThings(shared, "whiteboard");
    this.#pictures = new Pictures((file) => this.files?.fetch(file) ?? Promise.reject(new Error("no files")));
    this.board = new Board(
      things,
      () => this.host,
      (signal) => shared.signal("whiteboard", wireSignal("whiteboard", signal)),
    );
    this.board.onWrite = (writing, key) => {
      this.writing = { writing, key };
    };
    this.#stops.push(
      shared.onSignal("whiteboard", ({ author, payload }) =>
        this.#drafts.hear(author, readSignal("whiteboard", payload)),
      ),
      things.subscribe(() => this.#changed()),
      this.board.subscribe(() => this.#moved()),
      this.#drafts.subscribe(() => this.#surface?.drawMoving()),
      this.#pictures.subscribe(() => this.#surface?.draw()),
      () => things.close(),
      () => this.#pictures.close(),
    );
  }

  override firstUpdated() {
    const { board, viewport } = this;
    this.#surface = new Surface(this.still, this.moving, {
      board,
      viewport,
      drafts: this.#drafts,
      pictures: this.#pictures,
    });
    const gestures = new Gestures(this.space, viewport, board, () => this.#looked());
    this.#stops.push(() => gestures.stop());
    this.#resized.observe(this.space);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#resized.disconnect();
    for (const stop of this.#stops.splice(0)) stop();
  }

  override updated(changed: PropertyValues) {
    if (!changed.has("writing" as keyof RoomWhiteboard) || !this.writing) return;
    this.#placeArea();
    this.area?.focus();
  }

  #changed(): void {
    this.#drafts.settled(this.board.things.list.map(({ key }) => key));
    this.#surface?.draw();
    this.requestUpdate();
  }

  #moved(): void {
    // What is being moved or erased leaves the lower canvas.
    if (this.board.moving !== null || this.board.erased.size > 0) this.#surface?.draw();
    this.#surface?.drawMoving();
    this.requestUpdate();
  }

  #looked(): void {
    this.board.reach = 12 / this.viewport.scale;
    this.#surface?.draw();
    this.#placeArea();
    this.requestUpdate();
  }

  #resize(): void {
    this.#surface.resize(this.space.clientWidth, this.space.clientHeight);
    this.#looked();
  }

  #zoom(factor: number): void {
    this.viewport.zoomBy(factor);
    this.#looked();
  }

  // --- writing

  #placeArea(): void {
    const { area, writing, viewport } = this;
    if (!area || !writing) return;
    const { box, size } = writing.writing;
    const corner = viewport.toScreen(box);
    const wide = Math.max(200, box.width * viewport.scale);
    const high = Math.max(96, box.height * viewport.scale);
    const keep = (at: number, length: number, whole: number) => Math.max(4, Math.min(at, whole - length - 4));
    area.style.setProperty("left", `${keep(corner.x, wide, viewport.screen.width)}px`);
    area.style.setProperty("top", `${keep(corner.y, high, viewport.screen.height)}px`);
    area.style.setProperty("width", `${Math.min(wide, viewport.screen.width - 8)}px`);
    area.style.setProperty("height", `${high}px`);
    area.style.setProperty("font-size", `${Math.max(SMALLEST_LETTERS, size * viewport.scale)}px`);
  }

  #written(): void {
    const { area, writing } = this;
    if (!area || !writing) return;
    this.writing = null;
    const text = area.value.trimEnd();
    const canvas = this.still.getContext("2d");
    let { box } = writing.writing;
    if (writing.writing.kind === "text" && canvas) {
      canvas.save();
      box = { ...box, height: Math.max(100, textHeight(canvas, text, box.width, writing.writing.size)) };
      canvas.restore();
    }
    this.board.written({ ...writing.writing, box, text }, writing.key);
    this.space.focus();
  }

  #areaKey(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.key !== "Escape" && !(event.key === "Enter" && (event.ctrlKey || event.metaKey))) return;
    event.preventDefault();
    this.#written();
  }

  // --- what the tools ask for

  async #carryOut(command: Command): Promise<void> {
    if (command === "close") this.dispatchEvent(new Event("presented-close", { bubbles: true, composed: true }));
    else if (command === "image") this.picker.click();
    else if (command === "png") save(await this.#surface.png(), `${t("whiteboard.file")}.png`);
    else save(await this.#surface.pdf(), `${t("whiteboard.file")}.pdf`);
  }

  async #picked(): Promise<void> {
    const [file] = this.picker.files ?? [];
    this.picker.value = "";
    const picture = file && (await decode(file, PICTURE_SIDE));
    if (!file || !picture || !this.files) return toast(t("whiteboard.image.bad"));
    const { width, height } = picture;
    picture.close();
    const middle = this.#middle();
    try {
      const id = await this.files.sent(file, file.name);
      this.board.addPicture({ file: id, name: file.name.slice(0, MAX_NAME) }, { width, height }, middle);
    } catch {
      toast(t("whiteboard.image.failed"));
    }
  }

  #middle() {
    const { look } = this.viewport;
    return { x: look.x * BOARD.width, y: look.y * BOARD.height };
  }

  #key(event: KeyboardEvent): void {
    const [target] = event.composedPath();
    const at = target === this.space ? "board" : ((target as HTMLElement).dataset.key ?? null);
    if (!boardKey(event, this.board, at, () => this.#middle())) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #zoomButtons() {
    const button = (testid: string, icon: "plus" | "minus" | "fullscreen", text: string, act: () => void) =>
      html`<button type="button" data-testid=${testid} aria-label=${text} title=${text} @click=${act}>
        <ui-icon name=${icon}></ui-icon>
      </button>`;
    const near = this.viewport.look.zoom > 1;
    return html`<div class="zoom">
      ${near ? button("board-whole", "fullscreen", t("whiteboard.zoom.whole"), () => this.#zoom(0.01)) : nothing}
      ${button("board-smaller", "minus", t("whiteboard.zoom.out"), () => this.#zoom(1 / 1.5))}
      ${button("board-larger", "plus", t("whiteboard.zoom.in"), () => this.#zoom(1.5))}
    </div>`;
  }

  override render() {
    const { board, writing } = this;
    return html`<div class="whole" @keydown=${this.#key}>
      <whiteboard-tools
        .board=${board}
        ?host=${this.host}
        ?canSend=${this.files !== null}
        ?canClose=${this.canClose}
        @command=${(event: CustomEvent<Command>) => void this.#carryOut(event.detail)}
      ></whiteboard-tools>
      <div class="place">
        <div
          class="surface ${board.tool}"
          data-testid="board"
          tabindex="0"
          role="application"
          aria-label=${t("whiteboard.label")}
        >
          <canvas class="still"></canvas>
          <canvas class="moving"></canvas>
        </div>
        ${
          writing
            ? html`<textarea
                data-testid="board-write"
                class=${writing.writing.kind}
                maxlength=${MAX_TEXT}
                aria-label=${t("whiteboard.write")}
                placeholder=${t("whiteboard.write")}
                .value=${writing.writing.text}
                @blur=${this.#written}
                @keydown=${this.#areaKey}
              ></textarea>`
            : nothing
        }
        ${this.#zoomButtons()} ${boardList(board)}
      </div>
      <input
        type="file"
        hidden
        accept="image/png,image/jpeg"
        data-testid="board-file"
        @change=${() => void this.#picked()}
      />
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "room-whiteboard": RoomWhiteboard;
  }
}
