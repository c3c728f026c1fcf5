import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/index.js";

type Side = "screen" | "content";

/** When a screen is shared while something is on the stage, each person sees what came last until they choose. */
export class StageChoice {
  #had = { screen: false, content: false };
  #side: Side = "content";

  update(screen: boolean, content: boolean): void {
    if (screen && !this.#had.screen) this.#side = "screen";
    if (content && !this.#had.content) this.#side = "content";
    this.#had = { screen, content };
  }

  get side(): Side | null {
    const { screen, content } = this.#had;
    if (screen && content) return this.#side;
    return screen ? "screen" : content ? "content" : null;
  }

  get both(): boolean {
    return this.#had.screen && this.#had.content;
  }

  choose(side: Side): void {
    this.#side = side;
  }
}

/** Between the shared screen and what is on the stage, where there are both. */
export function stageSwitch(choice: StageChoice, chosen: () => void): TemplateResult | typeof nothing {
  if (!choice.both) return nothing;
  const button = (side: Side) =>
    html`<button
      type="button"
      class="button"
      data-testid="stage-${side}"
      aria-pressed=${choice.side === side ? "true" : "false"}
      @click=${() => {
        choice.choose(side);
        chosen();
      }}
    >
      ${t(`room.stage.${side}`)}
    </button>`;
  return html`<div class="switch" role="group" aria-label=${t("room.stage")}>
    ${button("screen")}${button("content")}
  </div>`;
}
