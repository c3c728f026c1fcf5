import type { ReactiveControllerHost } from "lit";

/** Guests' older phones have none: there it is shown and hidden like anything else. */
const POPOVERS = "togglePopover" in HTMLElement.prototype;

/** Something of a component that opens above the page, closed by a press beside it where the browser can. */
export class Popover {
  open = false;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly element: () => HTMLElement,
    private readonly opened: () => void,
  ) {}

  /** For the element's attribute of that name. */
  get hidden(): boolean {
    return !POPOVERS && !this.open;
  }

  show(open: boolean): void {
    if (POPOVERS) {
      this.element().togglePopover(open);
      return;
    }
    this.set(open);
    if (open) void this.host.updateComplete.then(() => this.opened());
  }

  /** For the element's event `toggle`. */
  readonly toggled = (event: ToggleEvent): void => {
    this.set(event.newState === "open");
    if (this.open) this.opened();
  };

  private set(open: boolean): void {
    this.open = open;
    this.host.requestUpdate();
  }
}
