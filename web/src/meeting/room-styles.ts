import { css } from "lit";

export const roomStyles = css`
  .connecting {
    display: grid;
    justify-items: center;
    gap: var(--space-4);
    padding: 20dvh var(--space-4);
    text-align: center;
  }
  .connecting h1 {
    font-size: 1.25rem;
    margin: 0;
  }
  .connecting .spinner {
    width: 48px;
    height: 48px;
    color: var(--accent);
  }
  .problem {
    position: fixed;
    top: 12px;
    inset-inline: 12px;
    z-index: 15;
    display: flex;
    justify-content: center;
    pointer-events: none;
  }
  .problem div {
    display: flex;
    gap: var(--space-3);
    align-items: center;
    max-width: 36rem;
    padding: var(--space-3) var(--space-4);
    border-radius: var(--radius);
    background: var(--danger);
    color: var(--danger-text);
    font-weight: 600;
    box-shadow: var(--shadow);
  }
`;
