import { html, LitElement } from "lit";
import { customElement } from "lit/decorators.js";
import { LocaleController } from "../../i18n/index.js";
import { Resource } from "../../lib/resource.js";
import { http } from "../../net/http.js";
import type { SettingsView } from "../../protocol/api.gen.js";
import { expired } from "../../app/expired.js";
import { adminStyles, fetched, frame } from "./frame.js";
import type { SettingName } from "./setting-fields.js";
import "./setting-card.js";

const NAMES: readonly SettingName[] = ["mail", "sms", "oidc", "eid", "audit_export"];

/** What the organisation talks to outside: mail, SMS and identity providers. */
@customElement("admin-settings")
export class SettingsPage extends LitElement {
  static override styles = adminStyles;
  #settings = new Resource<SettingsView>(this, () => http.get("/api/admin/settings"), expired);

  constructor() {
    super();
    new LocaleController(this);
  }

  #cards(settings: SettingsView) {
    return html`${NAMES.map(
      (name) =>
        html`<admin-setting
          name=${name}
          .stored=${settings[name] as unknown as Record<string, unknown> | null}
          .returns=${settings.returns[name] ?? ""}
          ?secret=${settings.secrets.includes(name)}
          @changed=${() => this.#settings.refresh()}
        ></admin-setting>`,
    )}`;
  }

  override render() {
    return frame(
      "settings",
      fetched(this.#settings, (settings) => this.#cards(settings)),
    );
  }
}
