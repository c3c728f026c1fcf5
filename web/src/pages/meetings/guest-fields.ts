import { css, html, nothing } from "lit";
import { t } from "../../i18n/index.js";
import type { Way } from "../../protocol/messages.gen.js";
import { textField } from "../../ui/field.js";
import { type DraftGuest, needsPhone } from "./draft.js";

export const guestFieldStyles = css`
  details {
    grid-column: 1 / -1;
  }
  summary {
    padding-block: 10px;
    color: var(--accent);
    font-weight: 600;
    cursor: pointer;
  }
  details .more {
    display: grid;
    gap: var(--space-3);
    padding: var(--space-3) 0 var(--space-4) var(--space-4);
    border-inline-start: 3px solid var(--border);
  }
  details .field {
    margin: 0;
  }
  details .choice {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    min-height: 44px;
    font-weight: 400;
  }
  details .choice input {
    flex: none;
  }
`;

export interface GuestFields {
  guest: DraftGuest;
  /** Makes the names of the fields unique in the form. */
  id: string;
  number: number;
  ways: readonly Way[];
  sms: boolean;
  mail: boolean;
  change: (change: Partial<DraftGuest>) => void;
  /** The server's sentence about a field. */
  refused: (field: string) => string | undefined;
}

const DETAILS = ["identification", "phone", "number", "email"];

/** How a guest is identified and reached; fields are there only where they are needed or of use. */
export function guestFields(given: GuestFields) {
  const { guest, id, ways, change, refused } = given;
  const wrong = DETAILS.some((field) => refused(field));
  const open = wrong || guest.identification !== "link";
  return html`<details ?open=${open}>
    <summary data-testid="${id}-more">${t("staff.new.guest.more", { number: given.number })}</summary>
    <div class="more">
      ${waySelect(id, guest.identification, ways, (identification) => change({ identification }))}
      ${refused("identification") ? html`<span class="error">${refused("identification")}</span>` : nothing}
      ${phone(given)} ${number(given)} ${email(given)}
      <label class="choice">
        <input
          type="checkbox"
          name="${id}-protected"
          data-testid="${id}-protected"
          .checked=${guest.protected_identity}
          @change=${(event: Event) => change({ protected_identity: (event.target as HTMLInputElement).checked })}
        />${t("staff.new.guest.protected")}
      </label>
    </div>
  </details>`;
}

function waySelect(id: string, chosen: Way, ways: readonly Way[], choose: (way: Way) => void) {
  const shown = ways.includes(chosen) ? ways : [chosen, ...ways];
  return html`<div class="field">
    <label for="${id}-way">${t("staff.new.guest.identification")}</label>
    <select
      id="${id}-way"
      data-testid="${id}-way"
      @change=${(event: Event) => choose((event.target as HTMLSelectElement).value as Way)}
    >
      ${shown.map((way) => html`<option value=${way} ?selected=${way === chosen}>${t(`common.way.${way}`)}</option>`)}
    </select>
  </div>`;
}

function phone({ guest, id, sms, change, refused }: GuestFields) {
  const needed = needsPhone(guest.identification);
  if (!needed && !sms) return nothing;
  return textField({
    name: `${id}-phone`,
    testid: `${id}-phone`,
    label: t("staff.new.guest.phone"),
    hint: t(needed ? "staff.new.guest.phone.code" : "staff.new.guest.phone.link"),
    value: guest.phone,
    input: (value) => change({ phone: value }),
    error: refused("phone"),
    inputmode: "tel",
    maxlength: 40,
    required: needed,
  });
}

function number({ guest, id, change, refused }: GuestFields) {
  if (guest.identification !== "eid") return nothing;
  return textField({
    name: `${id}-number`,
    testid: `${id}-number`,
    label: t("staff.new.guest.number"),
    hint: t("staff.new.guest.number.hint"),
    value: guest.number,
    input: (value) => change({ number: value }),
    error: refused("number"),
    inputmode: "numeric",
    maxlength: 30,
    required: true,
  });
}

function email({ guest, id, mail, change, refused }: GuestFields) {
  if (!mail) return nothing;
  return textField({
    name: `${id}-email`,
    testid: `${id}-email`,
    label: t("staff.new.guest.email"),
    hint: t("staff.new.guest.email.hint"),
    value: guest.email,
    input: (value) => change({ email: value }),
    error: refused("email"),
    inputmode: "email",
    maxlength: 254,
  });
}
