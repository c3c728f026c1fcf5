import { html, nothing } from "lit";
import { t } from "../../i18n/index.js";
import { ApiError } from "../../net/http.js";
import type { StaffList, UnitView } from "../../protocol/api.gen.js";
import type { StaffRole } from "../../protocol/messages.gen.js";
import { checkField, choiceField } from "../../ui/choice.js";
import { textField } from "../../ui/field.js";
import { problemNotice } from "../../ui/notice.js";

export interface StaffDraft {
  name: string;
  email: string;
  unit: string;
  role: StaffRole;
  mail?: boolean;
  disabled?: boolean;
}

export function newDraft(units: readonly UnitView[]): StaffDraft {
  const unit = units.find(({ closed }) => !closed)?.id ?? "";
  return { name: "", email: "", unit, role: "agent", mail: false, disabled: false };
}

interface Form {
  draft: StaffDraft;
  change: (change: Partial<StaffDraft>) => void;
  problem: unknown;
  list: StaffList | null;
}

const wrong = (problem: unknown, field: string) => (problem instanceof ApiError ? problem.field(field) : undefined);

const mailBox = ({ draft, change }: Form) =>
  checkField("mail", t("admin.staff.mail"), draft.mail ?? false, (mail) => change({ mail }));

/** Another link for somebody who has not come in yet. */
export function inviteForm(form: Form) {
  return html`${form.problem ? problemNotice(form.problem) : nothing}
    <p>${t("admin.staff.link.text")}</p>
    ${mailBox(form)}`;
}

/** A new way in for somebody who has one: the link goes to them, or through a second administrator. */
export function recoveryForm({ draft, change, problem }: Form, email: string) {
  return html`${problem ? problemNotice(problem) : nothing}
    <p>${t("admin.staff.recovery.text")}</p>
    ${checkField("mail", t("admin.staff.recovery.mail", { email }), draft.mail ?? false, (mail) => change({ mail }))}`;
}

/** A new person, or one who is there already: whose address stays, and who can be shut out. */
export function staffForm(form: Form, known: boolean) {
  const { draft, change, problem, list } = form;
  const units = (list?.units ?? []).filter(({ id, closed }) => !closed || id === draft.unit);
  const roles = list?.roles ?? [];
  return html`${problem ? problemNotice(problem) : nothing}
    ${textField({
      name: "name",
      label: t("admin.staff.name"),
      value: draft.name,
      maxlength: 80,
      error: wrong(problem, "name"),
      input: (name) => change({ name }),
    })}
    ${
      known
        ? nothing
        : textField({
            name: "email",
            type: "email",
            label: t("admin.staff.email"),
            value: draft.email,
            maxlength: 254,
            error: wrong(problem, "email"),
            input: (email) => change({ email }),
          })
    }
    ${choiceField({
      name: "unit",
      label: t("admin.staff.unit"),
      value: draft.unit,
      options: units.map(({ id, name }) => [id, name] as const),
      error: wrong(problem, "unit"),
      choose: (unit) => change({ unit }),
    })}
    ${choiceField({
      name: "role",
      label: t("admin.staff.role"),
      value: draft.role,
      options: roles.map((role) => [role, t(`admin.role.${role}`)] as const),
      error: wrong(problem, "role"),
      choose: (role) => change({ role }),
    })}
    <p class="hint">${t(`admin.role.${draft.role}.text`)}</p>
    ${
      known
        ? checkField("disabled", t("admin.staff.disable"), draft.disabled ?? false, (disabled) => change({ disabled }))
        : mailBox(form)
    }`;
}
