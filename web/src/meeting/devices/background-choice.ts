import { css, html, LitElement, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { hasOwnPicture, keepOwnPicture } from "../../call/background/own-picture.js";
import { drawScene, isScene } from "../../call/background/scenes.js";
import type { Devices } from "../../call/devices/devices.js";
import { type Background, BACKGROUNDS } from "../../call/devices/treated.js";
import { LocaleController, t } from "../../i18n/index.js";
import "../../i18n/picture.js";
import { Watch } from "../../lib/watch.js";
import type { IconName } from "../../ui/icon.js";
import { base } from "../../ui/styles.js";
import "../../ui/icon.js";

const WIDTH = 160;
const HEIGHT = 90;

/** The choice of what stands behind the person.  Nothing of it leaves the machine but the finished picture. */
@customElement("background-choice")
export class BackgroundChoice extends LitElement {
  static override styles = [
    base,
    css`
      fieldset {
        margin: 0;
        padding: 0;
        border: 0;
        min-width: 0;
      }
      legend {
        padding: 0;
        font-weight: 600;
      }
      .choices {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: var(--space-2);
        margin-top: var(--space-2);
      }
      label {
        position: relative;
        display: grid;
        cursor: pointer;
        text-align: center;
        font-size: 0.875rem;
        line-height: 1.3;
      }
      input {
        position: absolute;
        inset: 0;
        opacity: 0;
        cursor: pointer;
      }
      .look {
        display: grid;
        place-items: center;
        aspect-ratio: 16 / 9;
        margin-bottom: 2px;
        overflow: hidden;
        border: 2px solid var(--border);
        border-radius: var(--radius);
        background: var(--surface-2);
        color: var(--text-soft);
      }
      canvas {
        width: 100%;
        height: 100%;
      }
      input:checked + .look {
        border-color: var(--accent);
        box-shadow: 0 0 0 2px var(--accent);
      }
      input:checked ~ span {
        font-weight: 700;
      }
      input:focus-visible + .look {
        outline: 3px solid var(--focus);
        outline-offset: 3px;
      }
      .soft {
        margin: var(--space-2) 0 0;
        color: var(--text-soft);
        font-size: 0.9375rem;
      }
      .bad {
        color: var(--danger);
      }
      @media (forced-colors: active) {
        input:checked + .look {
          outline: 3px solid Highlight;
        }
      }
    `,
  ];
  @property({ attribute: false }) devices!: Devices;
  @state() protected refused = false;
  @query("input[type=file]") protected file!: HTMLInputElement;

  constructor() {
    super();
    new LocaleController(this);
  }

  override firstUpdated() {
    // Not sooner: a tag that stood on the page before its code came gets its properties with the first drawing.
    new Watch(this, this.devices);
    for (const canvas of this.renderRoot.querySelectorAll("canvas")) {
      const context = canvas.getContext("2d");
      const scene = canvas.dataset.scene as Background;
      if (context && isScene(scene)) drawScene(context, scene, WIDTH, HEIGHT);
    }
  }

  get #chosen(): Background {
    const { background } = this.devices.remembered;
    // The own picture is forgotten with the page; until another one is chosen the room is blurred.
    return background === "own" && !hasOwnPicture() ? "blur" : background;
  }

  #choose(background: Background): void {
    this.refused = false;
    if (background !== "own") return void this.devices.chooseBackground(background);
    this.file.click();
    this.requestUpdate();
  }

  async #given(): Promise<void> {
    const [picture] = this.file.files ?? [];
    this.file.value = "";
    if (!picture) return;
    this.refused = !(await keepOwnPicture(picture));
    if (!this.refused) await this.devices.chooseBackground("own");
  }

  #look(background: Background) {
    if (isScene(background)) return html`<canvas width=${WIDTH} height=${HEIGHT} data-scene=${background}></canvas>`;
    const icons: Partial<Record<Background, IconName>> = { none: "camera", blur: "blur", own: "plus" };
    return html`<ui-icon name=${icons[background] ?? "camera"}></ui-icon>`;
  }

  #option(background: Background) {
    return html`<label>
      <input
        type="radio"
        name="background"
        data-testid="background-${background}"
        .checked=${this.#chosen === background}
        @click=${() => background === "own" && this.#choose("own")}
        @change=${() => background !== "own" && this.#choose(background)}
      />
      <span class="look" aria-hidden="true">${this.#look(background)}</span>
      <span>${t(`picture.background.${background}`)}</span>
    </label>`;
  }

  override render() {
    return html`<fieldset>
        <legend>${t("picture.background")}</legend>
        <div class="choices">${BACKGROUNDS.map((background) => this.#option(background))}</div>
      </fieldset>
      <input type="file" accept="image/jpeg,image/png,image/webp" hidden tabindex="-1" @change=${this.#given} />
      <p class="soft">${t("picture.background.own.stays")}</p>
      <div role="status">
        ${this.refused ? html`<p class="soft bad">${t("picture.background.own.bad")}</p>` : nothing}
        ${this.devices.camera.opening ? html`<p class="soft">${t("picture.background.preparing")}</p>` : nothing}
      </div>`;
  }
}
