import { css } from "lit";

export const newMeetingStyles = css`
  :host {
    max-width: 46rem;
    margin-inline: auto;
  }
  form {
    display: grid;
    gap: var(--space-5);
  }
  legend {
    margin-bottom: var(--space-2);
    padding: 0;
    font-size: 1.1rem;
  }
  .choice {
    display: inline-flex;
    align-items: center;
    gap: var(--space-2);
    min-height: 44px;
    font-weight: 400;
  }
  .starts {
    max-width: 20rem;
    margin-top: var(--space-2);
  }
  .options {
    display: grid;
    gap: var(--space-3);
  }
  .option {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: var(--space-3);
    padding: var(--space-3) var(--space-4);
    border: 1px solid var(--border-strong);
    border-radius: var(--radius);
    font-weight: 400;
    cursor: pointer;
  }
  .option input {
    margin-top: 2px;
  }
  .option.chosen {
    border-color: var(--accent);
    background: var(--accent-soft);
    box-shadow: inset 0 0 0 1px var(--accent);
  }
  .option.chosen .soft {
    color: var(--text);
  }
  .option.off {
    border-style: dashed;
    border-color: var(--border);
    cursor: not-allowed;
  }
  .option .soft {
    display: block;
  }
  ul {
    list-style: none;
    margin: 0 0 var(--space-3);
    padding: 0;
    display: grid;
    gap: var(--space-2);
  }
  li {
    display: grid;
    grid-template-columns: 1fr 11rem auto;
    gap: var(--space-2);
    align-items: center;
  }
  li .button {
    padding: 0;
  }
  li label {
    grid-column: 1 / -1;
    margin-bottom: calc(-1 * var(--space-1));
    font-weight: 400;
  }
  @media (max-width: 560px) {
    li {
      grid-template-columns: 1fr auto;
      padding-bottom: var(--space-3);
      border-bottom: 1px solid var(--border);
    }
    li input {
      grid-column: 1 / -1;
    }
    .row .button {
      width: 100%;
    }
  }
`;
