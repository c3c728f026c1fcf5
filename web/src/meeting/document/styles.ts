import { css } from "lit";

export const documentStyles = css`
  :host {
    position: relative;
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    min-width: 0;
    min-height: 0;
    border: 1px solid var(--border);
    border-radius: var(--radius);
    background: var(--surface-2);
    overflow: hidden;
  }
  .place {
    position: relative;
    display: flex;
    min-width: 0;
    min-height: 0;
  }
  document-thumbnails {
    flex: none;
  }
  .surface {
    position: relative;
    flex: 1;
    min-width: 0;
    overflow: hidden;
    touch-action: none;
    user-select: none;
    cursor: crosshair;
  }
  .surface.hand {
    cursor: grab;
  }
  .surface.hand:active {
    cursor: grabbing;
  }
  .surface.pointer {
    cursor: none;
  }
  .surface:focus-visible {
    outline-offset: -3px;
  }
  canvas {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    transform-origin: 0 0;
  }
  .wait {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: var(--space-4);
    padding: var(--space-4);
    background: var(--surface-2);
    text-align: center;
  }
  .wait p {
    margin: 0;
    max-width: 40ch;
  }
  .wait .spinner {
    width: 40px;
    height: 40px;
    color: var(--accent);
  }
  @media (max-width: 600px) {
    document-thumbnails {
      position: absolute;
      inset-block: 0;
      inset-inline-start: 0;
      z-index: 2;
      box-shadow: var(--shadow);
    }
  }
`;
