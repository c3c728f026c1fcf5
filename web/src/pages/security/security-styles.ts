import { css } from "lit";
import { fields } from "../../ui/field.js";
import { base, buttons, page } from "../../ui/styles.js";

export const securityStyles = [
  base,
  buttons,
  page,
  fields,
  css`
    ul {
      margin: 0 0 var(--space-4);
      padding: 0;
      list-style: none;
    }
    .item {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-2) var(--space-4);
      align-items: center;
      justify-content: space-between;
      padding-block: var(--space-3);
      border-bottom: 1px solid var(--border);
    }
    .item small {
      display: block;
      color: var(--text-soft);
      font-size: 0.9375rem;
    }
  `,
];
