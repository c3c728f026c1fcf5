import { css, html, LitElement } from "lit";
import { customElement } from "lit/decorators.js";
import { isPhone } from "../../lib/phone.js";
import { LocaleController, t } from "../../i18n/index.js";
import "../../i18n/help.js";
import { checkField } from "../../ui/choice.js";
import { fields } from "../../ui/field.js";
import { base } from "../../ui/styles.js";
import { KEYS, setShortcuts, shortcutsOn } from "../parts/shortcuts.js";

/** Every key of the meeting and what it does, and the switch for all of them. */
@customElement("support-keys")
export class SupportKeys extends LitElement {
  static override styles = [
    base,
    fields,
    css`
      dl {
        margin: 0 0 var(--space-4);
      }
      dl div {
        display: flex;
        gap: var(--space-4);
        align-items: center;
        padding: 6px 0;
        border-bottom: 1px solid var(--border);
      }
      dt {
        flex: 0 0 7.5rem;
      }
      dd {
        margin: 0;
      }
      kbd {
        display: inline-block;
        min-width: 2em;
        padding: 2px 8px;
        border: 1px solid var(--border-strong);
        border-bottom-width: 3px;
        border-radius: 6px;
        background: var(--surface-2);
        font: 600 0.9375rem/1.4 var(--font);
        text-align: center;
      }
      .check {
        display: flex;
        gap: var(--space-3);
        align-items: center;
        min-height: 44px;
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
  }

  #manual() {
    return html`<p><a href="/help" target="_blank">${t("help.keys.manual")}</a></p>
      <p>${t("help.keys.manual.hint")}</p>`;
  }

  override render() {
    if (isPhone()) return this.#manual();
    const rows = [
      ...Object.entries(KEYS).map(([key, does]) => [key.toUpperCase(), t(`help.keys.${does}`)] as const),
      [t("help.keys.space"), t("help.keys.talk")] as const,
    ];
    return html`<dl>
        ${rows.map(
          ([key, does]) =>
            html`<div>
              <dt><kbd>${key}</kbd></dt>
              <dd>${does}</dd>
            </div>`,
        )}
      </dl>
      ${checkField("shortcuts", t("help.keys.on"), shortcutsOn(), (on) => {
        setShortcuts(on);
        this.requestUpdate();
      })}
      <p>${t("help.keys.on.hint")}</p>
      ${this.#manual()}`;
  }
}
