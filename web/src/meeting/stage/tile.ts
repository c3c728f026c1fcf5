import { html, nothing } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { t } from "../../i18n/index.js";
import "../../i18n/moderation.js";
import type { Network, Person, Reaction } from "../../protocol/messages.gen.js";
import { base } from "../../ui/styles.js";
import "../../i18n/picture.js";
import "../../ui/icon.js";
import { RoomElement } from "../parts/element.js";
import { initials } from "../parts/initials.js";
import { howIdentified } from "../../i18n/identity.js";
import { play } from "../parts/autoplay.js";
import { tileStyles } from "./tile-styles.js";

/** One person's camera, or one shared screen. */
@customElement("room-tile")
export class RoomTile extends RoomElement {
  static override styles = [base, tileStyles];
  @property({ attribute: false }) person: Person | null = null;
  @property({ attribute: false }) stream: MediaStream | null = null;
  @property({ attribute: "data-source", reflect: true }) source: "camera" | "screen" = "camera";
  @property({ type: Boolean, reflect: true }) self = false;
  /** A sign interpreter, who is seen well whatever else is shown. */
  @property({ type: Boolean }) signer = false;
  @property({ type: Boolean, reflect: true }) speaking = false;
  @property({ type: Boolean, reflect: true }) mirror = false;
  /** It has the large place. */
  @property({ type: Boolean, reflect: true }) large = false;
  @property({ type: Boolean }) pinned = false;
  /** The person's network, as it is shown. */
  @property() network: Network = "good";
  /** Who looks decides about the others, and is told who has not been identified. */
  @property({ type: Boolean }) host = false;
  @property({ attribute: false }) reaction: Reaction | null = null;
  /** Which raised hand this person's is; 0 for none. */
  @property({ type: Number }) hand = 0;
  /** One's own network has no room for this picture. */
  @property({ type: Boolean }) held = false;
  /** Changes with every new connection, after which a picture may have to be started again. */
  @property({ attribute: false }) transport: string | null = null;
  @query("video") protected video!: HTMLVideoElement | null;

  override updated() {
    if (!this.video) return;
    if (this.video.srcObject !== this.stream) this.video.srcObject = this.stream;
    this.#start();
  }

  #start(): void {
    if (this.stream && this.video) void play(this.video);
  }

  #name(person: Person): string {
    if (this.source === "screen") return t("room.screen.of", { name: person.name });
    return this.self ? t("room.you.name", { name: person.name }) : person.name;
  }

  /** Why the picture does not move. */
  #cover(person: Person, seen: boolean) {
    if (!person.connected) return html`<div class="covered">${t("room.tile.lost")}</div>`;
    if (!seen || !this.held) return nothing;
    return html`<div class="covered" data-testid="held"><span>${t("room.tile.held")}</span></div>`;
  }

  #sign(person: Person) {
    const { network } = this;
    if (network === "good" || !person.connected || this.source === "screen") return nothing;
    return html`<ui-icon class=${network} name="network-${network}"></ui-icon
      ><span class="visually-hidden" data-testid="network" data-network=${network}
        >${t(`room.network.${network}`)}</span
      >`;
  }

  /** How the person was identified; the host is warned where that is not yet what the invitation demands. */
  #identity({ identified_by, missing }: Person) {
    if (this.source === "screen") return nothing;
    const warn = this.host && missing.length > 0;
    const how = t("room.identity.by", { how: howIdentified(identified_by) });
    const text = warn ? `${t("room.identity.missing")}. ${how}` : how;
    const proven = identified_by.at(-1) !== "link";
    return html`<span class="identity" title=${text}
      >${warn || proven ? html`<ui-icon class=${warn ? "weak" : "proven"} name=${warn ? "warning" : "shield"}></ui-icon>` : nothing}<span
        class="visually-hidden"
        data-testid="identity"
        data-methods=${identified_by.join(" ")}
        >${text}</span
      ></span
    >`;
  }

  #signs() {
    const { hand, reaction } = this;
    if (hand === 0 && reaction === null) return nothing;
    // Reactions are read out once for the whole room; here they are only to be seen.
    return html`<div class="signs">
      ${
        reaction
          ? html`<span class="reaction" data-testid="reaction" data-reaction=${reaction} aria-hidden="true"
              ><ui-icon name=${reaction}></ui-icon
              >${reaction === "slower" ? t("moderation.reaction.slower") : nothing}</span
            >`
          : nothing
      }
      ${
        hand > 0
          ? html`<span data-testid="hand-raised"
              ><ui-icon name="hand"></ui-icon
              ><span class="visually-hidden">${t("moderation.hand.order", { number: hand })}</span
              ><b aria-hidden="true">${hand}</b></span
            >`
          : nothing
      }
    </div>`;
  }

  #pin({ id, name }: Person) {
    const label = t(this.pinned ? "picture.unpin" : "picture.pin", { name });
    return html`<button
      type="button"
      class="pin"
      data-testid="pin"
      aria-pressed=${this.pinned ? "true" : "false"}
      aria-label=${label}
      title=${label}
      @click=${() => this.actions.pin(id)}
    >
      <ui-icon name="pin"></ui-icon>
    </button>`;
  }

  override render() {
    const { person } = this;
    if (!person) return nothing;
    const seen = this.stream !== null && (this.source === "screen" ? person.screen : person.camera);
    const quiet = this.source === "camera" && !person.microphone;
    return html`<div class="frame">
      <video
        data-testid="video"
        ?hidden=${!seen}
        muted
        autoplay
        playsinline
        disablepictureinpicture
        .muted=${true}
        @pause=${this.#start}
      ></video>
      ${seen ? nothing : html`<div class="avatar" aria-hidden="true"><span>${initials(person.name)}</span></div>`}
      ${this.#cover(person, seen)} ${this.#signs()}
      <div class="label">
        ${quiet ? html`<ui-icon name="mic-off"></ui-icon><span class="visually-hidden">${t("room.tile.muted")}</span>` : nothing}
        <span>${this.#name(person)}</span>
        ${this.#identity(person)} ${this.#sign(person)}
      </div>
      ${this.source === "camera" ? this.#pin(person) : nothing}
    </div>`;
  }
}
