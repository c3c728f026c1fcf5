import { css } from "lit";

/** Header, notices, pictures and tools fill the window; held sideways, a phone has its tools at the side. */
export const joinedLayout = css`
  :host {
    display: grid;
    height: 100vh;
    height: 100dvh;
    padding-inline-start: env(safe-area-inset-left);
    overflow: hidden;
    background: var(--bg);
    grid-template: "top" auto "notices" auto "middle" minmax(0, 1fr) "tools" auto / minmax(0, 1fr);
  }
  header {
    grid-area: top;
    display: flex;
    align-items: center;
    gap: var(--space-3);
    min-height: 48px;
    padding: 0 var(--space-4);
    background: var(--surface);
    border-bottom: 1px solid var(--border);
  }
  h1 {
    margin: 0;
    font-size: 1rem;
    letter-spacing: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  h1:focus {
    outline: none;
  }
  header .tag.accent {
    flex: none;
    margin-inline-start: auto;
  }
  room-notices {
    grid-area: notices;
  }
  .middle {
    grid-area: middle;
    position: relative;
    display: flex;
    min-height: 0;
    min-width: 0;
  }
  room-stage {
    flex: 1;
  }
  .switch {
    position: absolute;
    top: 12px;
    inset-inline-start: 12px;
    z-index: 3;
    display: flex;
    gap: 4px;
  }
  .switch [aria-pressed="true"] {
    background: var(--accent-soft);
    border-color: var(--accent);
  }
  .panel {
    flex: 0 0 clamp(300px, 26vw, 400px);
    min-width: 0;
    min-height: 0;
    display: grid;
    border-inline-start: 1px solid var(--border);
  }
  room-toolbar {
    grid-area: tools;
  }
  .card-spot {
    position: absolute;
    inset-block: 16px;
    inset-inline-end: 16px;
    width: min(380px, calc(100% - 32px));
    pointer-events: none;
    z-index: 4;
  }
  .card-spot > * {
    pointer-events: auto;
  }
  @media (max-width: 720px) {
    .panel {
      position: absolute;
      inset: 0;
      z-index: 5;
      border: 0;
    }
    .card-spot {
      inset-block: 8px;
      inset-inline-end: 8px;
      width: calc(100% - 16px);
    }
  }
  @media (max-height: 480px) and (orientation: landscape) {
    :host {
      grid-template: "notices tools" auto "middle tools" minmax(0, 1fr) / minmax(0, 1fr) auto;
    }
    header {
      position: absolute;
      width: 1px;
      height: 1px;
      min-height: 0;
      padding: 0;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .card-spot {
      width: min(340px, calc(100% - 16px));
    }
  }
`;
