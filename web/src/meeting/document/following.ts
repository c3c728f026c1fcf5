import { type ShownDocument } from "../../shared/payloads.js";
import { type Presenting } from "../../shared/presented.js";
import { type Look, WHOLE } from "../../ink/viewport.js";

/** What one person sees of a document: what its leader shows, until they look around on their own. */
export class Following {
  alone = false;
  page = 1;
  look: Look = WHOLE;
  #file = "";
  #led = false;

  /** The stage has changed; answers whether this person now sees something else. */
  heard({ shown, mine }: Presenting): boolean {
    if (shown.kind !== "document") return false;
    // Who begins to lead begins where the others are.
    const fresh = shown.file !== this.#file || (mine && !this.#led);
    this.#file = shown.file;
    this.#led = mine;
    if (fresh || mine) this.alone = false;
    // A leader's own view is ahead of what the others have been told.
    if (!fresh && (mine || this.alone)) return false;
    return this.#show(shown);
  }

  #show({ page, look }: ShownDocument): boolean {
    const before = this.look;
    const same = page === this.page && look.zoom === before.zoom && look.x === before.x && look.y === before.y;
    this.page = page;
    this.look = look;
    return !same;
  }

  /** This person turns or moves; answers what the others follow, when this person leads. */
  moved({ shown, mine }: Presenting, page: number, look: Look): ShownDocument | null {
    this.page = page;
    this.look = look;
    if (shown.kind !== "document") return null;
    this.alone = !mine;
    return mine ? { ...shown, page, look } : null;
  }

  /** Back to what the leader shows. */
  follow({ shown }: Presenting): void {
    this.alone = false;
    if (shown.kind === "document") this.#show(shown);
  }
}
