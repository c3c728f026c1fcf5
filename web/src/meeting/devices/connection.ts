import { css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { MediaPath } from "../../call/peer/path.js";
import type { Peer } from "../../call/peer/peer.js";
import { t } from "../../i18n/index.js";
import { Refresh } from "../../lib/refresh.js";
import type { QualityMessage } from "../../protocol/messages.gen.js";
import { base } from "../../ui/styles.js";
import { RoomElement } from "../parts/element.js";

const EVERY_MS = 2000;

/** Which way sound and picture take, and how well they fare on it; never an address. */
@customElement("room-connection")
export class RoomConnection extends RoomElement {
  static override styles = [
    base,
    css`
      h3 {
        margin: var(--space-4) 0 var(--space-1);
        font-size: 1rem;
        font-weight: 600;
      }
      p {
        margin: 0;
        color: var(--text-soft);
      }
    `,
  ];
  @property({ attribute: false }) peer!: Peer;
  @property({ attribute: false }) quality: QualityMessage | null = null;
  @state() protected path: MediaPath | null = null;

  constructor() {
    super();
    new Refresh(this, () => this.#look(), EVERY_MS);
  }

  async #look(): Promise<void> {
    this.path = await this.peer.path();
  }

  #figures() {
    const { quality } = this;
    if (!quality || quality.round_trip_ms === 0) return nothing;
    const percent = (fraction: number): number => Math.round(fraction * 100);
    const { round_trip_ms: ms, loss_up, loss_down } = quality;
    return html`<p>${t("room.connection.figures", { ms, up: percent(loss_up), down: percent(loss_down) })}</p>
      ${quality.network === "good" ? nothing : html`<p>${t("room.network.remedy")}</p>`}`;
  }

  override render() {
    const { path } = this;
    return html`<h3>${t("room.connection")}</h3>
      <p data-testid="path" data-way=${path?.way ?? "none"} data-protocol=${path?.protocol ?? "none"}>
        ${t(path ? `room.connection.${way(path)}` : "room.connection.none")}
      </p>
      ${this.#figures()}`;
  }
}

function way(path: MediaPath) {
  return path.way === "direct" ? (`direct.${path.protocol}` as const) : (`relay.${path.protocol}` as const);
}
