import { css } from "lit";

/** What every component's shadow root needs: box sizing, focus ring, links, calm motion. */
export const base = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  :focus-visible {
    outline: 3px solid var(--focus);
    outline-offset: 2px;
    border-radius: 4px;
  }
  a {
    color: var(--accent);
    text-underline-offset: 3px;
  }
  a:hover {
    text-decoration-thickness: 2px;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation-duration: 0.01ms !important;
      transition-duration: 0.01ms !important;
    }
  }
`;

/** Native buttons and links as ours: class="button", and with it primary, danger, quiet or big. */
export const buttons = css`
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--space-2);
    min-height: 44px;
    min-width: 44px;
    padding: 0.5em 1.1em;
    border: 1px solid var(--border-strong);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--text);
    font: 600 1rem/1.25 var(--font);
    text-decoration: none;
    text-align: center;
    cursor: pointer;
    transition:
      background-color 120ms,
      border-color 120ms;
  }
  .button:hover {
    background: var(--surface-2);
  }
  .button.primary {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--accent-text);
  }
  .button.primary:hover {
    background: var(--accent-strong);
    border-color: var(--accent-strong);
  }
  .button.danger {
    background: var(--danger);
    border-color: var(--danger);
    color: var(--danger-text);
  }
  .button.danger:hover {
    filter: brightness(0.92);
  }
  .button.quiet {
    background: transparent;
    border-color: transparent;
    color: var(--accent);
  }
  .button.quiet:hover {
    background: var(--surface-2);
  }
  .button.big {
    min-height: 60px;
    padding: 0.6em 1.4em;
    font-size: 1.25rem;
  }
  .button:disabled {
    opacity: 0.55;
    cursor: not-allowed;
  }
  .button[aria-busy="true"] {
    cursor: progress;
  }
  .spinner {
    width: 1.1em;
    height: 1.1em;
    flex: none;
    border: 3px solid currentColor;
    border-right-color: transparent;
    border-radius: 50%;
    animation: turn 0.9s linear infinite;
  }
  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }
  @media (forced-colors: active) {
    .button {
      border-color: ButtonText;
    }
  }
`;

/** Headings, cards and notices of a page. */
export const page = css`
  :host {
    display: block;
  }
  h1 {
    margin: 0 0 var(--space-4);
    font-size: clamp(1.6rem, 4.5vw, 2.1rem);
    line-height: 1.2;
    letter-spacing: -0.01em;
  }
  h1:focus {
    outline: none;
  }
  h2 {
    margin: 0 0 var(--space-3);
    font-size: 1.25rem;
    line-height: 1.3;
  }
  h3 {
    margin: 0 0 var(--space-2);
    font-size: 1.05rem;
  }
  p {
    margin: 0 0 var(--space-3);
    max-width: 65ch;
  }
  p:last-child {
    margin-bottom: 0;
  }
  .soft {
    color: var(--text-soft);
  }
  .narrow {
    max-width: 32rem;
    margin-inline: auto;
  }
  .card {
    padding: var(--space-5);
    border: 1px solid var(--border);
    border-radius: calc(var(--radius) + 4px);
    background: var(--surface);
    box-shadow: var(--shadow);
  }
  .stack > * + * {
    margin-top: var(--space-4);
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-3);
    align-items: center;
  }
  .spread {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-3);
    align-items: center;
    justify-content: space-between;
  }
  .notice {
    display: flex;
    gap: var(--space-3);
    padding: var(--space-3) var(--space-4);
    border: 1px solid var(--border);
    border-inline-start: 5px solid var(--accent);
    border-radius: var(--radius);
    background: var(--surface-2);
  }
  .notice > ui-icon {
    flex: none;
    margin-top: 0.1em;
  }
  .notice.bad {
    border-inline-start-color: var(--danger);
    background: var(--danger-soft);
  }
  .notice.warn {
    border-inline-start-color: var(--warn);
    background: var(--warn-soft);
  }
  .tag {
    display: inline-flex;
    align-items: center;
    gap: var(--space-1);
    padding: 2px 10px;
    border-radius: 999px;
    background: var(--surface-2);
    color: var(--text);
    font-size: 0.875rem;
    font-weight: 600;
  }
  .tag.accent {
    background: var(--accent-soft);
    color: var(--text);
  }
  @media (max-width: 480px) {
    .card {
      padding: var(--space-4);
    }
  }
`;
