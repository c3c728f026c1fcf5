/** Which part of a page or a board is seen.  `x` and `y` are the middle of what is seen as parts of the whole, 0..1;
 * at zoom 1 the whole fits.  The same look fits every screen. */
export interface Look {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Spot {
  readonly x: number;
  readonly y: number;
}

export const WHOLE: Look = { zoom: 1, x: 0.5, y: 0.5 };
export const MAX_ZOOM = 8;

/** Content, in its own units, seen through a window of `screen` CSS pixels. */
export class Viewport {
  look: Look = WHOLE;

  constructor(
    public content: Size,
    public screen: Size = { width: 1, height: 1 },
  ) {}

  /** Pixels per unit. */
  get scale(): number {
    const { content, screen, look } = this;
    return Math.min(screen.width / content.width, screen.height / content.height) * look.zoom;
  }

  /** Where the content's corner is, in pixels. */
  get offset(): Spot {
    return this.toScreen({ x: 0, y: 0 });
  }

  toScreen({ x, y }: Spot): Spot {
    const { content, screen, look, scale } = this;
    return {
      x: (x - look.x * content.width) * scale + screen.width / 2,
      y: (y - look.y * content.height) * scale + screen.height / 2,
    };
  }

  toContent({ x, y }: Spot): Spot {
    const { content, screen, look, scale } = this;
    return {
      x: (x - screen.width / 2) / scale + look.x * content.width,
      y: (y - screen.height / 2) / scale + look.y * content.height,
    };
  }

  /** As near to `look` as shows no more emptiness than must be. */
  show(look: Look): void {
    this.look = { ...look, zoom: Math.min(MAX_ZOOM, Math.max(1, look.zoom)) };
    const { content, screen, scale } = this;
    const within = (at: number, whole: number, seen: number) => {
      const half = seen / scale / whole / 2;
      return half >= 0.5 ? 0.5 : Math.min(1 - half, Math.max(half, at));
    };
    this.look = {
      zoom: this.look.zoom,
      x: within(look.x, content.width, screen.width),
      y: within(look.y, content.height, screen.height),
    };
  }

  resize(screen: Size): void {
    this.screen = { width: Math.max(1, screen.width), height: Math.max(1, screen.height) };
    this.show(this.look);
  }

  /** Moves what is seen along with a finger. */
  pan(dx: number, dy: number): void {
    const { content, look, scale } = this;
    this.show({ ...look, x: look.x - dx / scale / content.width, y: look.y - dy / scale / content.height });
  }

  /** Nearer or further away; what is at `at`, in pixels, stays there. */
  zoomBy(factor: number, at: Spot = { x: this.screen.width / 2, y: this.screen.height / 2 }): void {
    const before = this.toContent(at);
    this.show({ ...this.look, zoom: this.look.zoom * factor });
    const now = this.toScreen(before);
    this.pan(at.x - now.x, at.y - now.y);
  }
}
