/** The floating window is a document of its own, without the page's styles. */
export const FLOAT_STYLE = `
  * { box-sizing: border-box; }
  html, body { height: 100%; margin: 0; background: #0b1210; color: #f2f7f5; font: 600 15px/1.3 system-ui, sans-serif; }
  main { position: relative; height: 100%; }
  video { width: 100%; height: 100%; object-fit: cover; }
  video.screen { object-fit: contain; }
  [hidden] { display: none; }
  .avatar {
    position: absolute; inset: 0; margin: auto; display: grid; place-items: center;
    width: 96px; height: 96px; border-radius: 50%; background: #35514a; font-size: 32px;
  }
  p {
    position: absolute; top: 8px; left: 8px; max-width: calc(100% - 16px); margin: 0; padding: 2px 10px; overflow: hidden;
    border-radius: 8px; background: rgb(9 18 15 / 78%); text-overflow: ellipsis; white-space: nowrap;
  }
  nav { position: absolute; inset: auto 0 8px; display: flex; justify-content: center; gap: 8px; }
  button {
    display: grid; place-items: center; width: 48px; height: 44px; padding: 0; cursor: pointer;
    border: 1px solid transparent; border-radius: 10px; background: rgb(9 18 15 / 78%); color: inherit;
  }
  button:hover { background: #35514a; }
  button:focus-visible { outline: 3px solid #8ab8ff; outline-offset: 2px; }
  .off { color: #ffb4ab; }
  .leave, .leave:hover { background: #a8201a; }
  svg {
    width: 24px; height: 24px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round;
    stroke-linejoin: round;
  }
  @media (forced-colors: active) { button { border-color: ButtonText; } }
`;
