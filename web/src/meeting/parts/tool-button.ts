import { css } from "lit";

/** One big button of the row of tools: a picture over its words. */
export const toolButton = css`
  button.tool {
    position: relative;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 4px;
    flex: 0 1 104px;
    min-width: 0;
    min-height: 60px;
    padding: 6px 4px;
    border: 1px solid transparent;
    border-radius: var(--radius);
    background: transparent;
    color: var(--text);
    font: 600 0.8125rem/1.2 var(--font);
    cursor: pointer;
  }
  button.tool:hover {
    background: var(--surface-2);
  }
  button.tool.on {
    background: var(--accent-soft);
  }
  button.tool.off {
    background: var(--danger-soft);
    color: var(--danger);
  }
  button.tool.leave {
    background: var(--danger);
    color: var(--danger-text);
  }
  button.tool.leave:hover {
    filter: brightness(0.93);
  }
  button.tool > ui-icon {
    width: 26px;
    height: 26px;
  }
  .badge {
    position: absolute;
    top: 2px;
    inset-inline-start: calc(50% + 8px);
    min-width: 22px;
    padding: 2px 6px;
    border-radius: 11px;
    background: var(--danger);
    color: var(--danger-text);
    font-size: 0.8125rem;
  }
  button.tool > .warning,
  button.tool > .network {
    position: absolute;
    top: 2px;
    inset-inline-start: calc(50% + 10px);
    color: var(--danger);
    width: 20px;
    height: 20px;
  }
  button.tool > .network.weak {
    color: var(--warn);
  }
  @media (max-width: 420px) {
    button.tool {
      flex: 1 1 0;
      min-width: min-content;
      padding-inline: 0;
      font-size: 0.6875rem;
    }
  }
  @media (max-height: 480px) and (orientation: landscape) {
    button.tool {
      flex: 1 1 auto;
      min-height: 50px;
      padding: 2px;
      gap: 2px;
    }
    button.tool > ui-icon {
      width: 22px;
      height: 22px;
    }
  }
  @media (forced-colors: active) {
    button.tool,
    button.tool.leave {
      border-color: ButtonText;
      background: ButtonFace;
      color: ButtonText;
    }
  }
`;
