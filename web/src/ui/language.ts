import { css, html, LitElement } from "lit";
import { customElement } from "lit/decorators.js";
import { LocaleController, locale, t } from "../i18n/index.js";
import { base, buttons } from "./styles.js";
import "./icon.js";

/** One tap to the other language, named in that language. */
@customElement("ui-language")
export class UiLanguage extends LitElement {
  static override styles = [
    base,
    buttons,
    css`
      .button {
        padding-inline: var(--space-2);
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
  }

  override render() {
    const other = locale.language === "sv" ? "en" : "sv";
    return html`<button
      type="button"
      class="button quiet"
      data-testid="language"
      lang=${other}
      @click=${() => locale.choose(other)}
    >
      <ui-icon name="globe"></ui-icon>${t("common.language.other")}
    </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ui-language": UiLanguage;
  }
}
