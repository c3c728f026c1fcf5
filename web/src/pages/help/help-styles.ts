import { css } from "lit";

export const helpStyles = css`
  :host {
    max-width: 42rem;
    margin-inline: auto;
    font-size: 1.125rem;
  }
  section {
    margin-top: var(--space-5);
  }
  ol,
  ul {
    margin: 0;
    padding-inline-start: 1.4em;
  }
  li + li {
    margin-top: var(--space-2);
  }
  @media print {
    .more {
      display: none;
    }
    section {
      break-inside: avoid;
    }
  }
`;
