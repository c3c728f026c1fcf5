import type { ReactiveControllerHost } from "lit";

/** Guests' older phones have none: there it is shown and hidden like anything else. */
const POPOVERS = "togglePopover" in HTMLElement.prototype;

/** Something of a component that opens above the page, closed by a press beside it where the browser can. */
export class Popover {
  readonly #host: ReactiveControllerHost;
  readonly #element: () => HTMLElement;
  readonly #opened: () => void;
  open = false;

  constructor(host: ReactiveControllerHost, element: () => HTMLElement, opened: () => void) {
    this.#host = host;
    this.#element = element;
    this.#opened = opened;
  }

  /** For the element's attribute of that name. */
  get hidden(): boolean {
    return !POPOVERS && !this.open;
  }

  show(open: boolean): void {
    if (POPOVERS) {
      this.#element().togglePopover(open);
      return;
    }
    this.#set(open);
    if (open) void this.#host.updateComplete.then(() => this.#opened());
  }

  /** For the element's event `toggle`. */
  readonly toggled = (event: ToggleEvent): void => {
    this.#set(event.newState === "open");
    if (this.open) this.#opened();
  };

  #set(open: boolean): void {
    this.open = open;
    this.#host.requestUpdate();
  }
}
