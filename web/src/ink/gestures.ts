import type { Sample } from "./pen.js";
import type { Viewport } from "./viewport.js";

/** What drawing with one finger, pen or mouse means to a surface; samples are in the content's units. */
export interface Drawing {
  /** False: this is not for drawing, the finger moves the view instead. */
  begin(sample: Sample, pressed: boolean): boolean;
  move(samples: readonly Sample[]): void;
  end(): void;
  /** A second finger has come: it was the beginning of something else. */
  cancel(): void;
}

interface Finger {
  x: number;
  y: number;
}

/** Pointers on a surface: one draws, two move and zoom, the wheel moves, and zooms with Ctrl. */
export class Gestures {
  readonly #surface: HTMLElement;
  readonly #viewport: Viewport;
  readonly #tool: Drawing;
  readonly #moved: () => void;
  readonly #fingers = new Map<number, Finger>();
  #drawing: number | null = null;
  readonly #stops = new AbortController();

  constructor(
    surface: HTMLElement,
    viewport: Viewport,
    tool: Drawing,
    /** The view was moved by hand. */
    moved: () => void,
  ) {
    this.#surface = surface;
    this.#viewport = viewport;
    this.#tool = tool;
    this.#moved = moved;

    const { signal } = this.#stops;
    surface.addEventListener("pointerdown", (event) => this.#down(event), { signal });
    surface.addEventListener("pointermove", (event) => this.#move(event), { signal });
    surface.addEventListener("pointerup", (event) => this.#up(event), { signal });
    surface.addEventListener("pointercancel", (event) => this.#lost(event), { signal });
    surface.addEventListener("wheel", (event) => this.#wheel(event), { signal, passive: false });
  }

  stop(): void {
    this.#stops.abort();
  }

  #place(event: MouseEvent): Finger {
    const { left, top } = this.#surface.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  #sample(event: PointerEvent): Sample {
    const pressure = event.pointerType === "pen" ? event.pressure : null;
    return { ...this.#viewport.toContent(this.#place(event)), pressure };
  }

  #down(event: PointerEvent): void {
    // The hand that holds a pen rests on the screen.
    if (this.#drawing !== null && event.pointerType === "touch" && this.#penDraws) return;
    this.#fingers.set(event.pointerId, this.#place(event));
    this.#surface.setPointerCapture(event.pointerId);
    if (this.#fingers.size > 1) {
      if (this.#drawing !== null) this.#tool.cancel();
      this.#drawing = null;
      return;
    }
    if (event.button !== 0) return;
    const begun = this.#tool.begin(this.#sample(event), event.pointerType === "pen");
    this.#drawing = begun ? event.pointerId : null;
    this.#penDraws = begun && event.pointerType === "pen";
  }

  #penDraws = false;

  #move(event: PointerEvent): void {
    const before = this.#fingers.get(event.pointerId);
    if (!before) return;
    const now = this.#place(event);
    if (this.#drawing === event.pointerId) {
      const events = event.getCoalescedEvents?.() ?? [];
      this.#tool.move((events.length > 0 ? events : [event]).map((each) => this.#sample(each)));
    } else if (this.#drawing === null) this.#steer(event.pointerId, before, now);
    this.#fingers.set(event.pointerId, now);
  }

  #steer(id: number, before: Finger, now: Finger): void {
    const [other] = [...this.#fingers].filter(([key]) => key !== id).map(([, finger]) => finger);
    if (!other) this.#viewport.pan(now.x - before.x, now.y - before.y);
    else {
      const apart = (finger: Finger) => Math.max(10, Math.hypot(finger.x - other.x, finger.y - other.y));
      this.#viewport.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
      this.#viewport.zoomBy(apart(now) / apart(before), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    }
    this.#moved();
  }

  #up(event: PointerEvent): void {
    this.#fingers.delete(event.pointerId);
    if (this.#drawing !== event.pointerId) return;
    this.#drawing = null;
    this.#tool.end();
  }

  #lost(event: PointerEvent): void {
    this.#fingers.delete(event.pointerId);
    if (this.#drawing !== event.pointerId) return;
    this.#drawing = null;
    this.#tool.cancel();
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    if (event.ctrlKey) this.#viewport.zoomBy(Math.exp(-event.deltaY / 300), this.#place(event));
    else this.#viewport.pan(-event.deltaX, -event.deltaY);
    this.#moved();
  }
}
