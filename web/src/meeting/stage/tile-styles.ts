import { css } from "lit";

export const tileStyles = css`
  :host {
    position: relative;
    display: block;
    overflow: hidden;
    border-radius: var(--radius);
    background: #1d2b27;
    color: #f2f7f5;
    min-width: 0;
    min-height: 0;
  }
  :host::after {
    content: "";
    position: absolute;
    inset: 0;
    border-radius: inherit;
    pointer-events: none;
    border: 3px solid #58c9a8;
    /* Opacity alone is left to the compositor: a word somebody says costs the page nothing more. */
    opacity: 0;
    transition: opacity 150ms;
  }
  :host([speaking])::after {
    opacity: 1;
  }
  video {
    display: block;
    width: 100%;
    height: 100%;
    object-fit: cover;
    background: #1d2b27;
  }
  :host([data-source="screen"]) video {
    object-fit: contain;
    background: #0b1210;
  }
  :host([mirror]) video {
    transform: scaleX(-1);
  }
  video[hidden] {
    display: block !important;
    visibility: hidden;
  }
  .avatar {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
  }
  .avatar span {
    display: grid;
    place-items: center;
    width: min(30cqmin, 112px);
    aspect-ratio: 1;
    min-width: 44px;
    border-radius: 50%;
    background: #35514a;
    font-size: clamp(1rem, 12cqmin, 2.6rem);
    font-weight: 600;
  }
  .frame {
    container-type: size;
    width: 100%;
    height: 100%;
    position: relative;
  }
  .label {
    position: absolute;
    inset-inline-start: 8px;
    bottom: 8px;
    max-width: calc(100% - 16px);
    display: flex;
    align-items: center;
    gap: 6px;
    padding: 3px 10px;
    border-radius: 8px;
    background: rgb(9 18 15 / 78%);
    font-size: 0.9375rem;
    font-weight: 600;
  }
  .label span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .label ui-icon {
    flex: none;
    width: 1.1em;
    height: 1.1em;
    color: #ffb4ab;
  }
  .label ui-icon.weak {
    color: #ffd479;
  }
  .label .identity {
    flex: none;
    display: flex;
    overflow: visible;
  }
  .label ui-icon.proven {
    color: #8fe0c6;
  }
  .pin {
    position: absolute;
    top: 6px;
    inset-inline-start: 6px;
    display: grid;
    place-items: center;
    width: 36px;
    height: 36px;
    padding: 0;
    border: 1px solid transparent;
    border-radius: 8px;
    background: rgb(9 18 15 / 78%);
    color: inherit;
    cursor: pointer;
    opacity: 0;
    transition: opacity 120ms;
  }
  .pin[aria-pressed="true"],
  .pin:focus-visible,
  :host(:hover) .pin {
    opacity: 1;
  }
  @media (hover: none) {
    .pin {
      opacity: 0.75;
    }
  }
  @media (forced-colors: active) {
    :host([speaking])::after {
      border-color: Highlight;
      forced-color-adjust: none;
    }
    .pin {
      border-color: ButtonText;
    }
  }
  .covered {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
    padding: 12px;
    text-align: center;
    background: rgb(9 18 15 / 82%);
    font-weight: 600;
    font-size: clamp(0.75rem, 7cqmin, 1.125rem);
    line-height: 1.25;
  }
  .signs {
    position: absolute;
    inset-inline-end: 8px;
    top: 8px;
    display: flex;
    gap: 6px;
  }
  .signs span {
    display: flex;
    align-items: center;
    gap: 6px;
    min-height: 34px;
    padding: 3px 10px;
    border-radius: 17px;
    background: rgb(9 18 15 / 78%);
    font-weight: 600;
    font-size: 0.9375rem;
  }
  .signs ui-icon {
    width: 24px;
    height: 24px;
    color: #ffd479;
  }
  .reaction {
    animation: arrive 250ms ease-out;
  }
  @keyframes arrive {
    from {
      transform: scale(0.4);
      opacity: 0;
    }
  }
  @container (max-height: 140px) {
    .covered {
      place-items: start center;
      padding: 8px 4px;
    }
  }
  @container (max-height: 110px) {
    .label {
      font-size: 0.8125rem;
      bottom: 4px;
      inset-inline-start: 4px;
    }
  }
  :host([data-low]) .pin {
    display: none;
  }
`;
