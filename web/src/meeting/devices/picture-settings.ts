import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Devices } from "../../call/devices/devices.js";
import { NOISES, type Noise } from "../../call/devices/treated.js";
import { LocaleController, t } from "../../i18n/index.js";
import "../../i18n/picture.js";
import { Watch } from "../../lib/watch.js";
import { checkField, choiceField } from "../../ui/choice.js";
import { fields } from "../../ui/field.js";
import { base, buttons } from "../../ui/styles.js";
import "../../ui/self-view.js";
import "./background-choice.js";
import { backgroundTrouble } from "./background-trouble.js";

/** How one is seen and heard, with one's own picture as the others get it. */
@customElement("picture-settings")
export class PictureSettings extends LitElement {
  static override styles = [
    base,
    buttons,
    fields,
    css`
      :host {
        display: block;
      }
      ui-self-view {
        max-width: 18rem;
        margin-bottom: var(--space-3);
      }
      .field {
        margin-top: var(--space-4);
      }
      .check {
        display: flex;
        gap: var(--space-3);
        align-items: center;
        min-height: 44px;
        margin-top: var(--space-2);
      }
      .check input {
        flex: none;
      }
      .hint {
        margin: var(--space-1) 0 0;
        color: var(--text-soft);
        font-size: 0.9375rem;
      }
    `,
  ];
  @property({ attribute: false }) devices!: Devices;

  constructor() {
    super();
    new LocaleController(this);
  }

  override firstUpdated() {
    // Not sooner: a tag that stood on the page before its code came gets its properties with the first drawing.
    new Watch(this, this.devices);
  }

  override render() {
    const { devices } = this;
    const { noise, saving, mirror } = devices.remembered;
    const { track } = devices.camera;
    return html`${
        track
          ? html`<ui-self-view .track=${track} ?unmirrored=${!mirror} label=${t("room.preview")}></ui-self-view>`
          : backgroundTrouble(devices)
      }
      <background-choice .devices=${devices}></background-choice>
      ${choiceField<Noise>({
        name: "noise",
        label: t("picture.noise"),
        value: noise,
        options: NOISES.map((each) => [each, t(`picture.noise.${each}`)] as const),
        choose: (value) => void devices.chooseNoise(value),
      })}
      <p class="hint">${t("picture.noise.hint")}</p>
      ${checkField("mirror", t("picture.layout.mirror"), mirror, (on) => devices.mirror(on))}
      <p class="hint">${t("picture.layout.mirror.hint")}</p>
      ${checkField("saving", t("picture.saving"), saving, (on) => void devices.save(on))}
      <p class="hint">${t("picture.saving.hint")}</p>`;
  }
}
