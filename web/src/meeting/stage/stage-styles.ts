import { css } from "lit";

export const stageStyles = css`
  :host {
    display: flex;
    min-width: 0;
    min-height: 0;
    padding: 8px;
    position: relative;
  }
  .people {
    position: relative;
    flex: 1;
    min-width: 0;
    min-height: 0;
    overflow: hidden;
    border-radius: var(--radius);
  }
  .people room-tile,
  .content {
    position: absolute;
  }
  .content {
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
  }
  /* The place of captions, which takes no room while there are none. */
  slot[name="captions"] {
    display: block;
    position: absolute;
    inset-inline: 16px;
    bottom: 16px;
    z-index: 3;
    pointer-events: none;
  }
  .pager {
    position: absolute;
    inset-inline: 0;
    bottom: 8px;
    z-index: 2;
    display: flex;
    justify-content: center;
    align-items: center;
    gap: var(--space-3);
    height: 44px;
    pointer-events: none;
  }
  .pager > * {
    pointer-events: auto;
  }
  .pager button {
    display: grid;
    place-items: center;
    width: 44px;
    height: 44px;
    padding: 0;
    border: 1px solid var(--border-strong);
    border-radius: 50%;
    background: var(--surface);
    color: var(--text);
    cursor: pointer;
  }
  .pager button:disabled {
    opacity: 0.4;
    cursor: default;
  }
  .pager .after ui-icon {
    transform: scaleX(-1);
  }
  .alone {
    position: absolute;
    inset-inline: 0;
    top: 24px;
    text-align: center;
    pointer-events: none;
    z-index: 1;
  }
  .alone span {
    padding: 6px 14px;
    border-radius: 999px;
    background: rgb(9 18 15 / 78%);
    color: #f2f7f5;
  }
`;
