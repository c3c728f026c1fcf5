import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { LocaleController, t } from "../../i18n/index.js";
import "../../i18n/document.js";
import { base } from "../../ui/styles.js";
import type { Paged } from "./paged.js";

const WIDTH = 120;

/** Small pictures of all pages; each is drawn when it comes into view. */
@customElement("document-thumbnails")
export class DocumentThumbnails extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        padding: 8px;
        overflow-y: auto;
        background: var(--surface);
        border-inline-end: 1px solid var(--border);
      }
      ol {
        display: grid;
        gap: 8px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      button {
        display: grid;
        justify-items: center;
        gap: 4px;
        width: 100%;
        padding: 6px;
        border: 2px solid transparent;
        border-radius: var(--radius);
        background: transparent;
        color: inherit;
        font: 600 0.875rem/1.2 var(--font);
        cursor: pointer;
      }
      button:hover {
        background: var(--surface-2);
      }
      button[aria-current="page"] {
        border-color: var(--accent);
        background: var(--accent-soft);
      }
      canvas {
        width: ${WIDTH}px;
        min-height: 60px;
        border: 1px solid var(--border);
        background: #ffffff;
      }
    `,
  ];
  @property({ attribute: false }) paged!: Paged;
  @property({ type: Number }) page = 1;
  readonly #stop = new AbortController();
  #seen = this.#watch();

  constructor() {
    super();
    new LocaleController(this);
  }

  #watch(): IntersectionObserver {
    return new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        this.#seen.unobserve(target);
        void this.#draw(target as HTMLCanvasElement);
      }
    });
  }

  override updated(changed: Map<string, unknown>) {
    if (changed.has("paged"))
      for (const canvas of this.renderRoot.querySelectorAll("canvas")) this.#seen.observe(canvas);
    if (changed.has("page"))
      this.renderRoot.querySelector('[aria-current="page"]')?.scrollIntoView?.({ block: "nearest" });
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#seen.disconnect();
    this.#stop.abort();
  }

  async #draw(canvas: HTMLCanvasElement): Promise<void> {
    const page = Number(canvas.dataset.page);
    try {
      const { width, height } = await this.paged.size(page);
      const scale = (WIDTH * Math.min(2, devicePixelRatio || 1)) / width;
      Object.assign(canvas, { width: Math.round(width * scale), height: Math.min(1200, Math.round(height * scale)) });
      await this.paged.draw(page, canvas, { scale, x: 0, y: 0 }, this.#stop.signal);
    } catch {
      // The page itself says what is wrong with it.
    }
  }

  #choose(page: number): void {
    this.dispatchEvent(new CustomEvent<number>("turn", { detail: page }));
  }

  override render() {
    const pages = Array.from({ length: this.paged.pages }, (_, at) => at + 1);
    return html`<nav aria-label=${t("document.thumbnails")}>
      <ol>
        ${pages.map(
          (page) =>
            html`<li>
              <button
                type="button"
                data-testid="thumbnail"
                aria-current=${page === this.page ? "page" : "false"}
                @click=${() => this.#choose(page)}
              >
                <canvas data-page=${page} aria-hidden="true"></canvas>
                ${t("document.page", { page })}
              </button>
            </li>`,
        )}
      </ol>
    </nav>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "document-thumbnails": DocumentThumbnails;
  }
}
