import { css } from "lit";

/** A row of small square tools, with a second row of what the first has opened. */
export const toolRow = css`
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 2px;
    padding: 4px;
    background: var(--surface);
    border-bottom: 1px solid var(--border);
  }
  .row > .gap {
    width: 1px;
    height: 28px;
    margin-inline: 4px;
    background: var(--border);
  }
  .row button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-width: 44px;
    min-height: 44px;
    padding: 0 8px;
    border: 2px solid transparent;
    border-radius: var(--radius);
    background: transparent;
    color: var(--text);
    font: 600 0.9375rem/1.2 var(--font);
    cursor: pointer;
  }
  .row button:hover:not(:disabled) {
    background: var(--surface-2);
  }
  .row button:disabled {
    opacity: 0.45;
    cursor: default;
  }
  .row button[aria-pressed="true"],
  .row button[aria-checked="true"],
  .row button[aria-expanded="true"] {
    background: var(--accent-soft);
    border-color: var(--accent);
  }
  .row ui-icon {
    width: 22px;
    height: 22px;
  }
  .swatch {
    width: 24px;
    height: 24px;
    border: 1px solid var(--border-strong);
    border-radius: 50%;
    forced-color-adjust: none;
  }
  @media (max-width: 600px) {
    .row > .gap {
      display: none;
    }
  }
  @media (max-width: 480px) {
    .row button {
      padding: 0 4px;
      min-width: 40px;
    }
  }
  @media (max-height: 480px) and (orientation: landscape) {
    .row {
      flex-wrap: nowrap;
      justify-content: start;
      overflow-x: auto;
    }
    .row button {
      flex: none;
      min-height: 40px;
    }
  }
  @media (forced-colors: active) {
    .row button[aria-pressed="true"],
    .row button[aria-checked="true"],
    .row button[aria-expanded="true"] {
      border-color: Highlight;
    }
  }
`;
