import { html, nothing } from "lit";
import { t } from "../../i18n/index.js";
import type { GuestKind } from "../../protocol/messages.gen.js";
import { KINDS } from "./draft.js";

/** A native choice of what a guest is. */
export function kindSelect(options: {
  id: string;
  kind: GuestKind;
  choose: (kind: GuestKind) => void;
  label?: string;
  testid?: string;
}) {
  const { id, kind, choose, label, testid } = options;
  return html`<select
    id=${id}
    name=${id}
    data-testid=${testid ?? nothing}
    aria-label=${label ?? nothing}
    @change=${(event: Event) => choose((event.target as HTMLSelectElement).value as GuestKind)}
  >
    ${KINDS.map((each) => html`<option value=${each} ?selected=${each === kind}>${t(`common.kind.${each}`)}</option>`)}
  </select>`;
}
