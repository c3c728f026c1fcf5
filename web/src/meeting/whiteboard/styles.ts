import { css } from "lit";

export const whiteboardStyles = css`
  :host {
    display: grid;
    min-width: 0;
    min-height: 0;
    border: 1px solid var(--border);
    border-radius: var(--radius);
    background: var(--surface-2);
    overflow: hidden;
  }
  .whole {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    min-width: 0;
    min-height: 0;
  }
  .place {
    position: relative;
    min-width: 0;
    min-height: 0;
  }
  .surface {
    position: absolute;
    inset: 0;
    touch-action: none;
    user-select: none;
    cursor: crosshair;
  }
  .surface.select {
    cursor: default;
  }
  .surface.text {
    cursor: text;
  }
  .surface:focus-visible {
    outline-offset: -3px;
  }
  canvas {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }
  textarea {
    position: absolute;
    padding: 6px 8px;
    border: 2px solid var(--focus);
    border-radius: 4px;
    background: #ffffff;
    color: #1c2421;
    font-family: var(--font);
    line-height: 1.3;
    resize: none;
  }
  textarea.note {
    background: #fff2b0;
  }
  .zoom {
    position: absolute;
    inset-inline-end: 8px;
    bottom: 8px;
    display: flex;
    gap: 4px;
  }
  .zoom button {
    display: grid;
    place-items: center;
    width: 44px;
    height: 44px;
    border: 1px solid var(--border-strong);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--text);
    font-size: 1rem;
    cursor: pointer;
  }
  .zoom button:hover {
    background: var(--surface-2);
  }
  .list {
    position: absolute;
    inset-block: 0;
    inset-inline-start: 0;
    width: min(20rem, 85%);
    padding: 12px;
    overflow-y: auto;
    background: var(--surface);
    color: var(--text);
    border-inline-end: 1px solid var(--border);
    box-shadow: var(--shadow);
  }
  /* Seen when the keyboard is in it; a screen reader finds it always. */
  .list:not(:focus-within) {
    width: 1px;
    height: 1px;
    padding: 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .list h2 {
    margin: 0 0 8px;
    font-size: 1rem;
  }
  .list ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .list button {
    width: 100%;
    min-height: 44px;
    padding: 6px 8px;
    border: 1px solid transparent;
    border-radius: var(--radius);
    background: transparent;
    color: inherit;
    font: 500 0.9375rem/1.3 var(--font);
    text-align: start;
    overflow-wrap: anywhere;
    cursor: pointer;
  }
  .list button[aria-pressed="true"] {
    background: var(--accent-soft);
    border-color: var(--accent);
  }
`;
