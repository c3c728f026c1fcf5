import { css } from "lit";

export const meetingStyles = css`
  .layout {
    display: grid;
    grid-template-columns: minmax(0, 2fr) minmax(17rem, 1fr);
    gap: var(--space-5);
    align-items: start;
  }
  .back {
    display: inline-flex;
    align-items: center;
    gap: var(--space-2);
    min-height: 44px;
    margin-bottom: var(--space-2);
  }
  dl {
    display: grid;
    gap: var(--space-3);
    margin: 0 0 var(--space-5);
  }
  dt {
    color: var(--text-soft);
    font-size: 0.9375rem;
  }
  dd {
    margin: 0;
    font-weight: 600;
  }
  dd::first-letter {
    text-transform: uppercase;
  }
  .side .button {
    width: 100%;
  }
  .side .button + .button {
    margin-top: var(--space-3);
  }
  ul {
    list-style: none;
    margin: var(--space-4) 0 0;
    padding: 0;
    display: grid;
    gap: var(--space-3);
  }
  .invitation {
    padding: var(--space-4);
    border: 1px solid var(--border);
    border-radius: var(--radius);
  }
  .invitation h3 {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .invitation .acts {
    margin-top: var(--space-3);
    gap: var(--space-2);
  }
  .acts .button {
    padding-inline: var(--space-3);
  }
  .invitation p {
    margin: var(--space-3) 0 0;
  }
  .tags {
    gap: var(--space-2);
  }
  .link {
    display: block;
    margin-top: var(--space-3);
    padding: var(--space-3);
    border-radius: var(--radius);
    background: var(--surface-2);
    color: var(--text);
    font:
      0.9rem/1.4 ui-monospace,
      monospace;
    overflow-wrap: anywhere;
  }
  .add {
    display: grid;
    grid-template-columns: 1fr 11rem;
    gap: var(--space-2) var(--space-3);
    align-items: end;
    margin-top: var(--space-5);
    padding-top: var(--space-5);
    border-top: 1px solid var(--border);
  }
  .add .field {
    margin: 0;
  }
  .add > .button {
    justify-self: start;
  }
  meeting-co-hosts {
    display: block;
    margin-top: var(--space-5);
  }
  .qr {
    display: block;
    width: min(100%, 22rem);
    margin: var(--space-4) auto 0;
    padding: var(--space-4);
    border-radius: var(--radius);
    background: #fff;
  }
  @media (max-width: 820px) {
    .layout {
      grid-template-columns: minmax(0, 1fr);
    }
    .side {
      order: -1;
    }
  }
  @media (max-width: 560px) {
    .add {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
