import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { LocaleController, t } from "../../i18n/index.js";
import { ApiError, http, sentence } from "../../net/http.js";
import type { CoHostView, MeetingView } from "../../protocol/api.gen.js";
import { fields, textField } from "../../ui/field.js";
import { problemNotice } from "../../ui/notice.js";
import { base, buttons, page } from "../../ui/styles.js";
import { toast } from "../../ui/toast.js";
import { expired } from "../../app/expired.js";
import "../../ui/icon.js";

/** The colleagues who host the meeting too; tells `changed` when there are others. */
@customElement("meeting-co-hosts")
export class MeetingCoHosts extends LitElement {
  static override styles = [
    base,
    buttons,
    page,
    fields,
    css`
      ul {
        list-style: none;
        margin: 0 0 var(--space-3);
        padding: 0;
      }
      li {
        display: flex;
        align-items: center;
        justify-content: space-between;
        min-height: 44px;
        overflow-wrap: anywhere;
      }
      li .button {
        padding: 0;
      }
      form {
        display: grid;
        gap: var(--space-3);
      }
    `,
  ];
  @property({ attribute: false }) meeting!: MeetingView;
  @state() protected email = "";
  @state() protected busy = false;
  @state() protected problem: unknown = null;

  constructor() {
    super();
    new LocaleController(this);
  }

  get #path() {
    return `/api/meetings/${this.meeting.id}/co-hosts`;
  }

  #changed() {
    this.dispatchEvent(new Event("changed"));
  }

  async #add(event: Event) {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    this.problem = null;
    try {
      await http.post<MeetingView>(this.#path, { email: this.email.trim() });
      this.email = "";
      this.#changed();
    } catch (error) {
      if (!expired(error)) this.problem = error;
    } finally {
      this.busy = false;
    }
  }

  async #remove({ id }: CoHostView) {
    try {
      await http.delete(`${this.#path}/${id}`);
    } catch (error) {
      if (!expired(error)) toast(sentence(error));
    }
    this.#changed();
  }

  #item(coHost: CoHostView, editable: boolean) {
    const label = t("staff.meeting.co_hosts.remove", { name: coHost.name });
    return html`<li data-testid="co-host">
      <span>${coHost.name}</span>
      ${
        editable
          ? html`<button
              type="button"
              class="button quiet"
              aria-label=${label}
              title=${label}
              @click=${() => this.#remove(coHost)}
            >
              <ui-icon name="close"></ui-icon>
            </button>`
          : nothing
      }
    </li>`;
  }

  override render() {
    const { co_hosts, mine, ended_at } = this.meeting;
    const editable = mine && ended_at === null;
    if (!editable && co_hosts.length === 0) return nothing;
    const refused = this.problem instanceof ApiError ? this.problem.field("email") : undefined;
    return html`<h2>${t("staff.meeting.co_hosts")}</h2>
      <ul>
        ${co_hosts.map((each) => this.#item(each, editable))}
      </ul>
      ${
        editable
          ? html`<p class="soft">${t("staff.meeting.co_hosts.text")}</p>
              <form novalidate @submit=${this.#add}>
                ${textField({
                  name: "co-host-email",
                  testid: "co-host-email",
                  label: t("staff.meeting.co_hosts.email"),
                  value: this.email,
                  input: (email) => {
                    this.email = email;
                  },
                  error: refused,
                  inputmode: "email",
                  maxlength: 254,
                })}
                ${this.problem && !refused ? problemNotice(this.problem) : nothing}
                <button type="submit" class="button" data-testid="add-co-host">
                  ${t("staff.meeting.co_hosts.add")}
                </button>
              </form>`
          : nothing
      }`;
  }
}
