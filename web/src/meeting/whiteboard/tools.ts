import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { type Key, LocaleController, t } from "../../i18n/index.js";
import "../../i18n/whiteboard.js";
import { INKS } from "../../ink/paint.js";
import { COLOURS } from "../../ink/things.js";
import type { IconName } from "../../ui/icon.js";
import "../../ui/icon.js";
import { Watch } from "../../lib/watch.js";
import { base } from "../../ui/styles.js";
import { toolRow } from "../../ui/tools.js";
import type { Board, Thickness, Tool } from "./board.js";

/** What the board's page does itself. */
export type Command = "image" | "png" | "pdf" | "close";

const ICONS: { readonly [T in Tool]: IconName } = {
  select: "pointer",
  pen: "pen",
  highlighter: "highlighter",
  eraser: "eraser",
  line: "line",
  arrow: "arrow",
  rectangle: "rectangle",
  ellipse: "ellipse",
  text: "text",
  note: "note",
};
const FIRST: readonly Tool[] = ["select", "pen", "highlighter", "eraser"];
const SHAPES: readonly Tool[] = ["line", "arrow", "rectangle", "ellipse"];
const WRITING: readonly Tool[] = ["text", "note"];
const THICKNESSES: readonly Thickness[] = [0, 1, 2];
type Drawer = "shapes" | "look" | "more";

/** The whiteboard's tools. */
@customElement("whiteboard-tools")
export class WhiteboardTools extends LitElement {
  static override styles = [
    base,
    toolRow,
    css`
      .line {
        display: block;
        width: 24px;
        border-radius: 4px;
        background: currentColor;
      }
      .line.t0 {
        height: 2px;
      }
      .line.t1 {
        height: 5px;
      }
      .line.t2 {
        height: 9px;
      }
    `,
  ];
  @property({ attribute: false }) board!: Board;
  @property({ type: Boolean }) host = false;
  @property({ type: Boolean }) canSend = false;
  @property({ type: Boolean }) canClose = false;
  @state() protected drawer: Drawer | null = null;
  @state() protected clearing = false;

  constructor() {
    super();
    new LocaleController(this);
    new Watch(this, () => [this.board, this.board.things]);
  }

  #command(command: Command): void {
    this.drawer = null;
    this.dispatchEvent(new CustomEvent<Command>("command", { detail: command }));
  }

  #open(drawer: Drawer): void {
    this.drawer = this.drawer === drawer ? null : drawer;
    this.clearing = false;
  }

  #tool(tool: Tool) {
    const pressed = this.board.tool === tool;
    const choose = () => {
      this.board.take(tool);
      this.drawer = null;
    };
    return html`<button
      type="button"
      data-testid="tool-${tool}"
      aria-pressed=${pressed ? "true" : "false"}
      aria-label=${t(`whiteboard.tool.${tool}`)}
      title=${t(`whiteboard.tool.${tool}`)}
      @click=${choose}
    >
      <ui-icon name=${ICONS[tool]}></ui-icon>
    </button>`;
  }

  #opener(drawer: Drawer, testid: string, picture: TemplateResult) {
    const key: Key = `whiteboard.${drawer}`;
    return html`<button
      type="button"
      data-testid=${testid}
      aria-expanded=${this.drawer === drawer ? "true" : "false"}
      aria-label=${t(key)}
      title=${t(key)}
      @click=${() => this.#open(drawer)}
    >
      ${picture}
    </button>`;
  }

  #plain(testid: string, icon: IconName, text: string, act: () => void, disabled = false, words = false) {
    return html`<button
      type="button"
      data-testid=${testid}
      aria-label=${words ? nothing : text}
      title=${words ? nothing : text}
      ?disabled=${disabled}
      @click=${act}
    >
      <ui-icon name=${icon}></ui-icon>${words ? text : nothing}
    </button>`;
  }

  #swatch(colour: (typeof COLOURS)[number]) {
    return html`<span class="swatch" .style=${`background:${INKS[colour]}`}></span>`;
  }

  readonly #drawers: { readonly [D in Drawer]: () => TemplateResult } = {
    shapes: () => html`${SHAPES.map((tool) => this.#tool(tool))}`,
    look: () => html`${this.#colours()}<span class="gap"></span>${this.#thicknesses()}`,
    more: () => html`
      ${this.#plain("board-png", "download", t("whiteboard.png"), () => this.#command("png"), false, true)}
      ${this.#plain("board-pdf", "document", t("whiteboard.pdf"), () => this.#command("pdf"), false, true)}
      ${this.#plain("board-clear", "trash", this.#clearText(), () => this.#clear(), this.board.things.list.length === 0, true)}
    `,
  };

  #clearText(): string {
    if (this.clearing) return t("whiteboard.clear.sure");
    return t(this.host ? "whiteboard.clear.all" : "whiteboard.clear.own");
  }

  #clear(): void {
    if (this.clearing) this.board.clear();
    this.clearing = !this.clearing;
    if (!this.clearing) this.drawer = null;
  }

  #colours() {
    const { board } = this;
    return html`<div role="radiogroup" class="row-part" aria-label=${t("whiteboard.colour")}>
      ${COLOURS.filter((colour) => colour !== "white").map(
        (colour) =>
          html`<button
            type="button"
            role="radio"
            data-testid="colour-${colour}"
            aria-checked=${board.colour === colour ? "true" : "false"}
            aria-label=${t(`whiteboard.colour.${colour}`)}
            title=${t(`whiteboard.colour.${colour}`)}
            @click=${() => board.setColour(colour)}
          >
            ${this.#swatch(colour)}
          </button>`,
      )}
    </div>`;
  }

  #thicknesses() {
    const { board } = this;
    return html`<div role="radiogroup" aria-label=${t("whiteboard.thickness")}>
      ${THICKNESSES.map(
        (thickness) =>
          html`<button
            type="button"
            role="radio"
            data-testid="thickness-${thickness}"
            aria-checked=${board.thickness === thickness ? "true" : "false"}
            aria-label=${t(`whiteboard.thickness.${thickness}`)}
            title=${t(`whiteboard.thickness.${thickness}`)}
            @click=${() => board.setThickness(thickness)}
          >
            <span class="line t${thickness}"></span>
          </button>`,
      )}
    </div>`;
  }

  override render() {
    const { board } = this;
    const { selected } = board;
    const shape = SHAPES.find((tool) => tool === board.tool);
    const editable = selected?.mine && (selected.thing.kind === "text" || selected.thing.kind === "note");
    return html`<div class="row" role="toolbar" aria-label=${t("whiteboard.tools")}>
        ${FIRST.map((tool) => this.#tool(tool))}
        ${this.#opener("shapes", "board-shapes", html`<ui-icon name=${shape ? ICONS[shape] : "shapes"}></ui-icon>`)}
        ${WRITING.map((tool) => this.#tool(tool))}
        ${this.canSend ? this.#plain("board-image", "image", t("whiteboard.image"), () => this.#command("image")) : nothing}
        ${this.#opener("look", "board-look", this.#swatch(board.colour))}
        <span class="gap"></span>
        ${this.#plain("board-undo", "undo", t("whiteboard.undo"), () => board.things.undo(), !board.things.canUndo)}
        ${this.#plain("board-redo", "redo", t("whiteboard.redo"), () => board.things.redo(), !board.things.canRedo)}
        ${editable ? this.#plain("board-edit", "text", t("whiteboard.edit"), () => board.edit(selected), false, true) : nothing}
        ${
          selected && board.mayRemove(selected)
            ? this.#plain("board-delete", "trash", t("whiteboard.delete"), () => board.remove())
            : nothing
        }
        ${this.#opener("more", "board-more", html`<ui-icon name="more"></ui-icon>`)}
        ${this.canClose ? this.#plain("stage-close", "close", t("whiteboard.close.name"), () => this.#command("close")) : nothing}
      </div>
      ${this.drawer ? html`<div class="row" data-testid="board-drawer">${this.#drawers[this.drawer]()}</div>` : nothing}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "whiteboard-tools": WhiteboardTools;
  }
}
