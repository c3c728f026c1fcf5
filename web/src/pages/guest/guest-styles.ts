import { css } from "lit";

/** Guests read on a phone, often with tired eyes: everything is a size larger than for staff. */
export const guestStyles = css`
  :host {
    font-size: 1.125rem;
  }
  :host(:not([seated])) {
    max-width: 36rem;
    margin-inline: auto;
  }
  h2 {
    font-size: 1.3rem;
  }
  .button {
    font-size: 1.0625rem;
  }
  .card + .card,
  .card + .notice,
  .notice + .card {
    margin-top: var(--space-4);
  }
  .facts {
    margin-bottom: var(--space-5);
  }
  dl {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: var(--space-1) var(--space-4);
    margin: 0;
  }
  dt {
    color: var(--text-soft);
  }
  dd {
    margin: 0;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  dd::first-letter {
    text-transform: uppercase;
  }
  ol {
    margin: 0;
    padding-inline-start: 1.4em;
  }
  ol li + li {
    margin-top: var(--space-2);
  }
  .enter {
    position: sticky;
    bottom: 0;
    z-index: 5;
    margin: var(--space-4) calc(-1 * var(--space-4)) 0;
    padding: var(--space-3) var(--space-4) calc(var(--space-3) + env(safe-area-inset-bottom));
    border-top: 1px solid var(--border);
    background: var(--bg);
  }
  .enter .button {
    width: 100%;
  }
  .enter .button:disabled {
    opacity: 1;
    border-color: var(--border);
    background: var(--surface-2);
    color: var(--text);
  }
  .enter .button.big {
    min-height: 64px;
    font-size: 1.35rem;
  }
  .enter .notice {
    margin-bottom: var(--space-3);
  }
  .help {
    margin-top: var(--space-4);
    text-align: center;
    max-width: none;
  }
  .help a {
    display: inline-block;
    padding: 10px;
  }
  @media (max-height: 480px) {
    .enter {
      position: static;
    }
  }
`;
