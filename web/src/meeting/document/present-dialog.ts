import { css, html, LitElement, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { CallSession } from "../../call/session.js";
import { inLanguage, LocaleController, t } from "../../i18n/index.js";
import "../../i18n/document.js";
import { Watch } from "../../lib/watch.js";
import { RefusedFile } from "../../net/files.js";
import { accepted } from "../../shared/endings.js";
import "../../ui/dialog.js";
import "../../ui/icon.js";
import { base, buttons, page } from "../../ui/styles.js";
import { Unshowable } from "./paged.js";
import { paperFrom } from "./paper.js";
import { presentNew, presentSent } from "./present.js";
import { isOffice, showable } from "./sent.js";

const KINDS = accepted(["pdf", "image", "office"], [], ["gif"]);
const MOST_LISTED = 50;

/** Chooses what to show, and tells how it goes. */
@customElement("present-dialog")
export class PresentDialog extends LitElement {
  static override styles = [
    base,
    buttons,
    page,
    css`
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li button {
        justify-content: start;
        width: 100%;
        margin-top: var(--space-2);
        text-align: start;
        overflow-wrap: anywhere;
      }
      .choose {
        width: 100%;
      }
      progress {
        width: 100%;
        height: 12px;
        accent-color: var(--accent);
      }
    `,
  ];
  @property({ attribute: false }) session!: CallSession;
  @state() protected open = false;
  /** What is being done now. */
  @state() protected doing: string | null = null;
  @state() protected problem: string | null = null;
  @query("input") protected picker!: HTMLInputElement;
  /** Which attempt the dialog is about: who closes it does not want the last one any more. */
  #attempt = 0;
  #sending = false;

  constructor() {
    super();
    new LocaleController(this);
  }

  override connectedCallback() {
    super.connectedCallback();
    new Watch(this, this.session.files);
  }

  /** Asks what to show. */
  ask(): void {
    this.problem = this.doing = null;
    this.open = true;
  }

  /** A photograph of a paper. */
  async paper(photo: Blob): Promise<void> {
    await this.#run(t("document.present.checking"), async () => {
      await this.#new(await paperFrom(photo), t("document.paper.name"));
    });
  }

  async #run(doing: string, work: () => Promise<void>): Promise<void> {
    this.#attempt += 1;
    const attempt = this.#attempt;
    this.open = true;
    this.problem = null;
    this.doing = doing;
    try {
      await work();
      if (attempt === this.#attempt) this.open = false;
    } catch (error) {
      if (attempt === this.#attempt) this.problem = this.#sentence(error);
    } finally {
      if (attempt === this.#attempt) {
        this.doing = null;
        this.#sending = false;
      }
    }
  }

  #sentence(error: unknown): string {
    if (error instanceof Unshowable) return t(`document.trouble.${error.trouble}`);
    return error instanceof RefusedFile ? inLanguage(error.text) : t("document.present.failed");
  }

  async #new(blob: Blob, name: string): Promise<void> {
    await presentNew(this.session, blob, name, (doing) => {
      this.#sending = doing === "sending";
      this.doing = t(`document.present.${doing}`, { name });
    });
  }

  #picked(): void {
    const [file] = this.picker.files ?? [];
    this.picker.value = "";
    if (file) void this.#run(t("document.present.checking"), () => this.#new(file, file.name));
  }

  #sentChosen(id: string, name: string): void {
    const doing = isOffice(name) ? t("document.present.converting", { name }) : t("document.present.checking");
    void this.#run(doing, () => presentSent(this.session, id, name));
  }

  /** 0..1 of what is being sent. */
  get #progress(): number | null {
    const upload = this.session.files.uploads.at(-1);
    return this.#sending && upload && upload.size > 0 ? upload.sent / upload.size : null;
  }

  #busy() {
    const progress = this.#progress;
    return html`<p role="status" data-testid="present-doing">${this.doing}</p>
      <progress aria-label=${this.doing ?? ""} max="1" .value=${progress ?? nothing}></progress>`;
  }

  #sent() {
    const files = showable(this.session.shared.of("files"));
    if (files.length === 0) return nothing;
    return html`<h3>${t("document.present.sent")}</h3>
      <ul>
        ${files.slice(0, MOST_LISTED).map(
          ({ id, name }) =>
            html`<li>
              <button
                type="button"
                class="button quiet"
                data-testid="present-sent"
                aria-label=${t("document.present.show", { name })}
                @click=${() => this.#sentChosen(id, name)}
              >
                <ui-icon name="document"></ui-icon>${name}
              </button>
            </li>`,
        )}
      </ul>`;
  }

  #choices() {
    return html`<div class="stack">
      ${
        this.problem
          ? html`<div class="notice bad" role="alert" data-testid="present-problem">
              <ui-icon name="warning"></ui-icon><span>${this.problem}</span>
            </div>`
          : nothing
      }
      <p class="soft">${t("document.present.kinds")}</p>
      <button
        type="button"
        class="button primary choose"
        data-testid="present-choose"
        @click=${() => this.picker.click()}
      >
        ${t("document.present.choose")}
      </button>
      <div>${this.#sent()}</div>
    </div>`;
  }

  #closed(): void {
    this.#attempt += 1;
    this.open = false;
    this.doing = null;
  }

  override render() {
    return html`<ui-dialog heading=${t("document.present")} ?open=${this.open} @close=${this.#closed}>
        ${this.doing ? this.#busy() : this.#choices()}
      </ui-dialog>
      <input type="file" hidden accept=${KINDS} data-testid="present-file" @change=${this.#picked} />`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "present-dialog": PresentDialog;
  }
}
