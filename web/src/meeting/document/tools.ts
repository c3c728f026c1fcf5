import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Presenting } from "../../shared/presented.js";
import { LocaleController, t } from "../../i18n/index.js";
import "../../i18n/document.js";
import { INKS } from "../../ink/paint.js";
import type { Colour } from "../../ink/things.js";
import type { Person } from "../../protocol/messages.gen.js";
import type { IconName } from "../../ui/icon.js";
import "../../ui/icon.js";
import { Watch } from "../../lib/watch.js";
import { base } from "../../ui/styles.js";
import { toolRow } from "../../ui/tools.js";
import type { Marker, Tool } from "./marker.js";

export type Command =
  | { readonly do: "turn"; readonly to: number }
  | { readonly do: "zoom"; readonly by: number }
  | { readonly do: "follow" | "take" | "close" | "thumbnails" }
  | { readonly do: "hand_over"; readonly to: string };

const TOOLS: { readonly [T in Tool]: IconName } = {
  hand: "move",
  pointer: "pointer",
  pen: "pen",
  highlighter: "highlighter",
  eraser: "eraser",
};
const MARKS = Object.keys(TOOLS) as Tool[];
const COLOURS: readonly Colour[] = ["red", "blue", "green", "black", "yellow"];
type Drawer = "mark" | "hand_over";

/** Pages, zoom, marks and who leads. */
@customElement("document-tools")
export class DocumentTools extends LitElement {
  static override styles = [
    base,
    toolRow,
    css`
      .page {
        min-width: 4.5em;
        text-align: center;
        font-weight: 600;
        font-variant-numeric: tabular-nums;
      }
      .who {
        padding-inline: 8px;
        font-weight: 600;
        max-width: 14em;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .row button.strong {
        background: var(--accent);
        color: var(--accent-text);
      }
      .row button.strong:hover {
        background: var(--accent-strong);
      }
    `,
  ];
  @property({ attribute: false }) marker!: Marker;
  @property({ attribute: false }) current!: Presenting;
  @property({ attribute: false }) people: readonly Person[] = [];
  @property() you = "";
  @property({ type: Number }) page = 1;
  @property({ type: Number }) pages = 1;
  @property({ type: Boolean }) near = false;
  @property({ type: Boolean }) alone = false;
  @property({ type: Boolean }) host = false;
  @property({ type: Boolean }) mayTake = false;
  @property({ type: Boolean }) thumbnails = false;
  @state() protected drawer: Drawer | null = null;

  constructor() {
    super();
    new LocaleController(this);
    new Watch(this, () => [this.marker, this.marker.marks]);
  }

  #command(command: Command): void {
    this.dispatchEvent(new CustomEvent<Command>("command", { detail: command }));
  }

  #button(
    testid: string,
    icon: IconName,
    text: string,
    act: () => void,
    more: { off?: boolean; on?: boolean; open?: boolean } = {},
  ) {
    const flag = (value: boolean | undefined) => (value === undefined ? nothing : value ? "true" : "false");
    return html`<button
      type="button"
      data-testid=${testid}
      aria-label=${text}
      title=${text}
      aria-pressed=${flag(more.on)}
      aria-expanded=${flag(more.open)}
      ?disabled=${more.off ?? false}
      @click=${act}
    >
      <ui-icon name=${icon}></ui-icon>
    </button>`;
  }

  #words(testid: string, text: string, act: () => void, strong = false) {
    return html`<button type="button" class=${strong ? "strong" : ""} data-testid=${testid} @click=${act}>
      ${text}
    </button>`;
  }

  #pages() {
    const { page, pages } = this;
    if (pages < 2) return nothing;
    return html`${this.#button("thumbnails", "thumbnails", t("document.thumbnails"), () => this.#command({ do: "thumbnails" }), { open: this.thumbnails })}
      ${this.#button("page-previous", "previous", t("document.previous"), () => this.#command({ do: "turn", to: page - 1 }), { off: page <= 1 })}
      <span class="page" data-testid="page-number">${t("document.page.of", { page, pages })}</span>
      ${this.#button("page-next", "next", t("document.next"), () => this.#command({ do: "turn", to: page + 1 }), { off: page >= pages })}
      <span class="gap"></span>`;
  }

  #open(drawer: Drawer): void {
    this.drawer = this.drawer === drawer ? null : drawer;
    if (this.drawer !== "mark") return;
    if (this.marker.tool === "hand") this.marker.take("pen");
  }

  #who() {
    const { mine, leaderName } = this.current;
    if (mine)
      return html`<span class="who">${t("document.leads.you")}</span>
        ${this.#button("hand-over", "people", t("document.hand_over"), () => this.#open("hand_over"), { open: this.drawer === "hand_over" })}`;
    return html`${
      this.alone
        ? this.#words("follow", t("document.follow", { name: leaderName }), () => this.#command({ do: "follow" }), true)
        : html`<span class="who">${t("document.leads", { name: leaderName })}</span>`
    }
    ${this.mayTake ? this.#words("take-over", t("document.take"), () => this.#command({ do: "take" })) : nothing}`;
  }

  #marking() {
    const { marker } = this;
    return html`${MARKS.map((tool) =>
        this.#button(`mark-${tool}`, TOOLS[tool], t(`document.tool.${tool}`), () => marker.take(tool), {
          on: marker.tool === tool,
        }),
      )}
      <span class="gap"></span>
      <div role="radiogroup" aria-label=${t("document.colour")}>
        ${COLOURS.map(
          (colour) =>
            html`<button
              type="button"
              role="radio"
              data-testid="mark-colour-${colour}"
              aria-checked=${marker.colour === colour ? "true" : "false"}
              aria-label=${t(`whiteboard.colour.${colour}`)}
              title=${t(`whiteboard.colour.${colour}`)}
              @click=${() => marker.setColour(colour)}
            >
              <span class="swatch" .style=${`background:${INKS[colour]}`}></span>
            </button>`,
        )}
      </div>
      <span class="gap"></span>
      ${this.#button("mark-undo", "undo", t("document.undo"), () => marker.marks.undo(), { off: !marker.marks.canUndo })}
      ${this.#button("mark-clear", "trash", t(this.host ? "document.clear.all" : "document.clear.own"), () => marker.clear(), { off: marker.here.length === 0 })}`;
  }

  #handOver() {
    const others = this.people.filter((person) => person.id !== this.you);
    if (others.length === 0) return html`<span class="who">${t("document.hand_over.nobody")}</span>`;
    return others.map((person) =>
      this.#words("hand-over-to", t("document.hand_over.to", { name: person.name }), () => {
        this.drawer = null;
        this.#command({ do: "hand_over", to: person.id });
      }),
    );
  }

  override render() {
    const marking = this.drawer === "mark";
    const toggle = () => {
      this.#open("mark");
      if (!this.drawer) this.marker.take("hand");
    };
    return html`<div class="row" role="toolbar" aria-label=${t("document.tools")}>
        ${this.#pages()}
        ${this.#button("page-smaller", "minus", t("document.zoom.out"), () => this.#command({ do: "zoom", by: 1 / 1.5 }), { off: !this.near })}
        ${this.#button("page-larger", "plus", t("document.zoom.in"), () => this.#command({ do: "zoom", by: 1.5 }))}
        ${this.near ? this.#button("page-whole", "fullscreen", t("document.zoom.whole"), () => this.#command({ do: "zoom", by: 0.01 })) : nothing}
        <span class="gap"></span>
        ${this.#button("mark", "pen", t("document.mark"), toggle, { open: marking })}
        <span class="gap"></span>
        ${this.#who()}
        ${this.mayTake || this.current.mine ? this.#button("stage-close", "close", t("document.close"), () => this.#command({ do: "close" })) : nothing}
      </div>
      ${this.drawer ? html`<div class="row" data-testid="document-drawer">${marking ? this.#marking() : this.#handOver()}</div>` : nothing}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "document-tools": DocumentTools;
  }
}
