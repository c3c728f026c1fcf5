import { css, html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/index.js";
import { session } from "../../app/staff-session.js";
import { problemNotice } from "../../ui/notice.js";
import { base, buttons, page } from "../../ui/styles.js";
import { fields } from "../../ui/field.js";
import { type Section, sectionsOf } from "../../app/sections.js";

/** What every page of administration looks like. */
export const adminStyles = [
  base,
  buttons,
  page,
  fields,
  css`
    .frame {
      display: grid;
      grid-template-columns: 13rem minmax(0, 1fr);
      gap: var(--space-6);
      align-items: start;
    }
    nav ul {
      list-style: none;
      margin: 0;
      padding: 0;
      display: grid;
      gap: var(--space-1);
    }
    nav .button {
      justify-content: start;
      width: 100%;
    }
    nav .button[aria-current] {
      background: var(--accent-soft);
      color: var(--text);
    }
    h1 {
      margin: 0;
    }
    summary {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-2) var(--space-3);
      align-items: center;
      min-height: 44px;
      cursor: pointer;
    }
    summary h2 {
      margin: 0;
    }
    details[open] summary {
      margin-bottom: var(--space-3);
    }
    .head {
      margin-bottom: var(--space-4);
    }
    .body > * + * {
      margin-top: var(--space-5);
    }
    .list {
      list-style: none;
      margin: 0;
      padding: 0;
      display: grid;
      gap: var(--space-3);
    }
    .item {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-2) var(--space-4);
      align-items: center;
      justify-content: space-between;
      padding: var(--space-3) var(--space-4);
    }
    .item > :first-child {
      flex: 1 1 16rem;
      min-width: 0;
      overflow-wrap: anywhere;
    }
    code {
      overflow-wrap: anywhere;
    }
    .item small {
      display: block;
      color: var(--text-soft);
      font-size: 0.9375rem;
    }
    .tag.off {
      background: var(--danger-soft);
    }
    .tag.new {
      background: var(--warn-soft);
    }
    .person {
      min-height: 24px;
      padding: 0;
      text-align: start;
    }
    .days {
      align-items: end;
    }
    .days .field {
      margin: 0;
    }
    .check {
      display: flex;
      gap: var(--space-3);
      align-items: center;
      min-height: 44px;
      font-weight: 400;
    }
    .field + .check,
    .check + .field {
      margin-top: var(--space-4);
    }
    form .row {
      margin-top: var(--space-4);
    }
    .scroll {
      overflow-x: auto;
    }
    table {
      width: 100%;
      border-collapse: collapse;
    }
    th,
    td {
      padding: var(--space-2) var(--space-3);
      border-bottom: 1px solid var(--border);
      text-align: start;
      vertical-align: top;
    }
    td.number,
    th.number {
      text-align: end;
      font-variant-numeric: tabular-nums;
    }
    textarea {
      min-height: 6rem;
    }
    @media (max-width: 760px) {
      .frame {
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-4);
      }
      nav ul {
        display: flex;
        flex-wrap: wrap;
      }
      nav .button {
        width: auto;
        padding-inline: var(--space-3);
      }
    }
  `,
];

/** The menu of administration beside one of its sections. */
export function frame(current: Section, body: TemplateResult | typeof nothing, action?: TemplateResult) {
  const sections = session.me ? sectionsOf(session.me.role) : [];
  return html`<div class="frame">
    <nav aria-label=${t("admin.menu")}>
      <ul>
        ${sections.map(
          (name) =>
            html`<li>
              <a class="button quiet" href="/admin/${name}" aria-current=${name === current ? "page" : nothing}
                >${t(`admin.section.${name}`)}</a
              >
            </li>`,
        )}
      </ul>
    </nav>
    <div class="body">
      <div class="head spread">
        <h1>${t(`admin.section.${current}`)}</h1>
        ${action ?? nothing}
      </div>
      ${body}
    </div>
  </div>`;
}

/** A section that has been fetched, is being fetched, or could not be. */
export function fetched<T>(
  resource: { value: T | null; problem: unknown },
  draw: (value: T) => TemplateResult,
): TemplateResult {
  const trouble = resource.problem ? problemNotice(resource.problem) : nothing;
  if (resource.value === null) return html`${trouble || html`<p class="soft">${t("common.loading")}</p>`}`;
  return html`${trouble} ${draw(resource.value)}`;
}
