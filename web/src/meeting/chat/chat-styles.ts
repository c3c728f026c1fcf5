import { css } from "lit";

export const chatStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    min-width: 0;
    background: var(--surface);
    color: var(--text);
  }
  .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    padding: var(--space-2) var(--space-4);
  }
  h2 {
    margin: 0;
    font-size: 1.125rem;
  }
  .scroll {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    overflow-wrap: anywhere;
    padding: 0 var(--space-4) var(--space-3);
  }
  .empty {
    color: var(--text-soft);
  }
  ol {
    display: grid;
    gap: var(--space-3);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .shown:not(:empty) {
    margin-top: var(--space-3);
  }
  li {
    position: relative;
    display: grid;
    justify-items: start;
    min-width: 0;
  }
  li.mine {
    justify-items: end;
  }
  .meta {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--space-2);
    color: var(--text-soft);
    font-size: 0.8125rem;
  }
  .meta strong {
    color: var(--text);
  }
  .meta .private {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    color: var(--warn);
    font-weight: 600;
  }
  .bubble {
    max-width: min(100%, 34rem);
    padding: var(--space-2) var(--space-3);
    border-radius: 4px 14px 14px;
    background: var(--surface-2);
    white-space: pre-wrap;
  }
  .mine .bubble {
    border-radius: 14px 4px 14px 14px;
    background: var(--accent-soft);
  }
  .bubble.live {
    border: 1px dashed var(--border-strong);
    background: transparent;
  }
  .bubble.private {
    box-shadow: inset 0 0 0 1px var(--warn);
  }
  blockquote {
    margin: 0 0 var(--space-1);
    padding-inline-start: var(--space-2);
    border-inline-start: 3px solid var(--border-strong);
    color: var(--text-soft);
    font-size: 0.875rem;
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
    white-space: normal;
  }
  .sign {
    padding: 0 4px;
    border-radius: 4px;
    background: var(--danger-soft);
    color: var(--danger);
    font:
      600 0.75rem/1.4 ui-monospace,
      monospace;
  }
  .actions {
    display: flex;
    gap: var(--space-1);
    min-height: 32px;
  }
  .actions button {
    min-height: 32px;
    padding: 2px var(--space-2);
    border: 0;
    border-radius: 6px;
    background: transparent;
    color: var(--text-soft);
    font: 600 0.8125rem/1.2 var(--font);
    cursor: pointer;
  }
  .actions button:hover {
    background: var(--surface-2);
    color: var(--text);
  }
  @media (hover: hover) {
    .actions {
      position: absolute;
      top: 0;
      inset-inline-end: 0;
      padding: 2px;
      border: 1px solid var(--border);
      border-radius: 8px;
      background: var(--surface);
      box-shadow: var(--shadow);
      opacity: 0;
    }
    li:hover > .actions,
    li:focus-within > .actions {
      opacity: 1;
    }
  }
  .file {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    color: inherit;
    text-decoration: none;
  }
  .file > ui-icon {
    flex: none;
    width: 28px;
    height: 28px;
    color: var(--accent);
  }
  .file span {
    min-width: 0;
  }
  .file b {
    text-decoration: underline;
    text-underline-offset: 3px;
  }
  .file small {
    display: block;
    color: var(--text-soft);
  }
  .uploads {
    display: grid;
    gap: var(--space-2);
    margin: 0;
    padding: var(--space-2) var(--space-4);
    border-top: 1px solid var(--border);
    max-height: 30%;
    overflow-y: auto;
  }
  .upload {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto auto;
    align-items: center;
    gap: 0 var(--space-1);
  }
  .upload .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-weight: 600;
  }
  .upload .state {
    grid-column: 1 / -1;
    color: var(--text-soft);
    font-size: 0.875rem;
  }
  .upload .state.failed {
    color: var(--danger);
  }
  progress {
    grid-column: 1 / -1;
    width: 100%;
    height: 6px;
    accent-color: var(--accent);
  }
  .icon {
    padding: 0;
  }
  form {
    display: grid;
    gap: var(--space-2);
    padding: var(--space-2) var(--space-4) max(var(--space-3), env(safe-area-inset-bottom));
    border-top: 1px solid var(--border);
  }
  .to {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    font-size: 0.875rem;
    color: var(--text-soft);
  }
  .to select {
    flex: 1;
    min-width: 0;
    min-height: 40px;
    padding: 0 var(--space-2);
    border: 1px solid var(--border-strong);
    border-radius: var(--radius);
    background: var(--bg);
    color: var(--text);
    font: 0.9375rem/1.2 var(--font);
  }
  .row {
    display: flex;
    align-items: end;
    gap: var(--space-2);
  }
  textarea {
    flex: 1;
    min-width: 0;
    min-height: 44px;
    max-height: 9rem;
    padding: 0.6em 0.8em;
    resize: none;
    border: 1px solid var(--border-strong);
    border-radius: var(--radius);
    background: var(--bg);
    color: var(--text);
    font: 1rem/1.35 var(--font);
    field-sizing: content;
  }
  .about {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-2);
    padding-inline-start: var(--space-3);
    border-inline-start: 3px solid var(--accent);
    font-size: 0.875rem;
  }
  .about span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .live-switch {
    display: flex;
    gap: var(--space-2);
    align-items: center;
    min-height: 32px;
    font-size: 0.875rem;
    cursor: pointer;
  }
  .live-switch input {
    width: 20px;
    height: 20px;
    accent-color: var(--accent);
  }
  .writes {
    min-height: 1.4em;
    padding: 0 var(--space-4);
    color: var(--text-soft);
    font-size: 0.875rem;
  }
  .invite {
    margin: 0 var(--space-4) var(--space-2);
  }
  .problem {
    margin: 0;
    color: var(--danger);
    font-size: 0.875rem;
  }
  @media (forced-colors: active) {
    .bubble {
      border: 1px solid CanvasText;
    }
  }
`;
