import { html, nothing, type TemplateResult } from "lit";
import type { CallSession } from "../call/session.js";
import type { QualityMessage } from "../protocol/messages.gen.js";
import type { SupportPage } from "./parts/actions.js";
import "./devices/devices-dialog.js";

interface Open {
  readonly devices: boolean;
  readonly support: SupportPage | null;
}

/** What opens over the room's page, and closes by itself. */
export function dialogs(
  { devices, peer }: CallSession,
  quality: QualityMessage | null,
  open: Open,
  closed: () => void,
): TemplateResult {
  return html`<room-devices
      .devices=${devices}
      .peer=${peer.connection ? peer : null}
      .quality=${quality}
      ?open=${open.devices}
      @close=${closed}
    ></room-devices>
    ${
      open.support
        ? html`<support-dialog .view=${open.support} .peer=${peer} @close=${closed}></support-dialog>`
        : nothing
    }`;
}
