import { html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, state } from "lit/decorators.js";
import { LocaleController, t } from "../../i18n/index.js";
import { Resource, Task } from "../../lib/resource.js";
import { look } from "../../app/look.js";
import { session } from "../../app/staff-session.js";
import { ApiError, http } from "../../net/http.js";
import type { OrganisationLook, OrganisationView } from "../../protocol/api.gen.js";
import { checkField } from "../../ui/choice.js";
import { textField } from "../../ui/field.js";
import { problemNotice } from "../../ui/notice.js";
import { toast } from "../../ui/toast.js";
import { expired } from "../../app/expired.js";
import { adminStyles, fetched, frame } from "./frame.js";

const BRAND = "#0b5d4e";

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/** The organisation's name, colour and logo, which greet everybody who comes to it. */
@customElement("admin-organisation")
export class OrganisationPage extends LitElement {
  static override styles = adminStyles;
  @state() protected draft: OrganisationLook | null = null;
  #organisation = new Resource<OrganisationView>(
    this,
    () => http.get(`/api/organisations/${session.me?.organisation_slug ?? "-"}`),
    expired,
  );
  #task = new Task(this, expired);

  constructor() {
    super();
    new LocaleController(this);
  }

  override willUpdate(changed: PropertyValues) {
    super.willUpdate(changed);
    const { value } = this.#organisation;
    if (value && !this.draft) this.draft = { name: value.name, colour: value.colour, logo: "keep" };
  }

  #change(change: Partial<OrganisationLook>) {
    if (this.draft) this.draft = { ...this.draft, ...change };
  }

  async #submit(event: Event) {
    event.preventDefault();
    const done = await this.#task.run(async () => {
      look.set(await http.put<OrganisationView>("/api/admin/organisation", this.draft));
    });
    if (!done) return;
    await this.#organisation.refresh();
    this.#change({ logo: "keep" });
    session.set(session.me ? { ...session.me, organisation: this.draft?.name ?? "" } : null);
    toast(t("admin.saved"));
  }

  #logo(organisation: OrganisationView, wrong: string | undefined) {
    const pick = async (event: Event) => {
      const file = (event.target as HTMLInputElement).files?.[0];
      if (file) this.#change({ logo: await base64Of(file) });
    };
    return html`<div class="field">
      <label for="logo">${t("admin.organisation.logo")}</label>
      <span class="hint" id="logo-hint">${t("admin.organisation.logo.hint")}</span>
      ${organisation.logo ? html`<img src=${organisation.logo} alt=${t("admin.organisation.logo.now")} height="48" />` : nothing}
      <input
        id="logo"
        type="file"
        accept="image/png,image/webp,image/svg+xml"
        aria-describedby="logo-hint"
        aria-invalid=${wrong ? "true" : nothing}
        @change=${pick}
      />
      ${wrong ? html`<span class="error">${wrong}</span>` : nothing}
      ${
        organisation.logo
          ? checkField("none", t("admin.organisation.logo.none"), this.draft?.logo === "none", (none) =>
              this.#change({ logo: none ? "none" : "keep" }),
            )
          : nothing
      }
    </div>`;
  }

  #form(organisation: OrganisationView, draft: OrganisationLook) {
    const { problem, busy } = this.#task;
    const wrong = (field: string) => (problem instanceof ApiError ? problem.field(field) : undefined);
    const address = `${location.origin}/o/${organisation.slug}`;
    return html`<p>${t("admin.organisation.address")} <a href="/o/${organisation.slug}">${address}</a></p>
      <form class="card" novalidate @submit=${this.#submit}>
        ${problem ? problemNotice(problem) : nothing}
        ${textField({
          name: "name",
          label: t("admin.organisation.name"),
          value: draft.name,
          maxlength: 80,
          error: wrong("name"),
          input: (name) => this.#change({ name }),
        })}
        ${checkField("own-colour", t("admin.organisation.own_colour"), draft.colour !== null, (own) =>
          this.#change({ colour: own ? BRAND : null }),
        )}
        ${
          draft.colour
            ? html`<div class="field">
                <label for="colour">${t("admin.organisation.colour")}</label>
                <input
                  id="colour"
                  type="color"
                  .value=${draft.colour}
                  @input=${(event: Event) => this.#change({ colour: (event.target as HTMLInputElement).value })}
                />
              </div>`
            : nothing
        }
        ${this.#logo(organisation, wrong("logo"))}
        <div class="row">
          <button type="submit" class="button primary" data-testid="save" aria-busy=${busy ? "true" : nothing}>
            ${t("admin.save")}
          </button>
        </div>
      </form>`;
  }

  override render() {
    const { draft } = this;
    return frame(
      "organisation",
      fetched(this.#organisation, (value) => (draft ? this.#form(value, draft) : html``)),
    );
  }
}
