interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Grid extends Size {
  readonly columns: number;
  /** There is not room for everybody at once. */
  readonly scrolls: boolean;
}

const GAP = 8;
/** Faces can be cropped to anything between a portrait and a wide picture. */
const NARROWEST = 3 / 4;
const WIDEST = 16 / 9;
const SMALLEST_WIDTH = 110;
const SMALLEST_HEIGHT = 84;

/** The columns and the tile size that show `count` tiles largest in a space of `width` by `height`. */
export function arrange(count: number, width: number, height: number): Grid {
  // Pictures are mostly wide; where the space itself is tall, most come from phones held upright.
  const picture = width > height ? WIDEST : 1;
  let best: Grid = { columns: 1, width: 0, height: 0, scrolls: true };
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const rows = Math.ceil(count / columns);
    const tile = within((width - GAP * (columns - 1)) / columns, (height - GAP * (rows - 1)) / rows);
    if (worth(tile, picture) > worth(best, picture)) best = { columns, ...tile, scrolls: false };
  }
  if (best.width >= SMALLEST_WIDTH && best.height >= SMALLEST_HEIGHT) return best;
  return scrolling(width);
}

function scrolling(width: number): Grid {
  const columns = Math.max(1, Math.floor((width + GAP) / (160 + GAP)));
  const tile = Math.floor((width - GAP * (columns - 1)) / columns);
  return { columns, width: tile, height: Math.floor(tile * NARROWEST), scrolls: true };
}

/** A large tile is good, but less so when it crops most of a wide picture. */
function worth({ width, height }: Size, picture: number): number {
  if (height === 0) return 0;
  return width * height * Math.sqrt(Math.min(1, width / height / picture));
}

function within(width: number, height: number): Size {
  if (width <= 0 || height <= 0) return { width: 0, height: 0 };
  return {
    width: Math.floor(Math.min(width, height * WIDEST)),
    height: Math.floor(Math.min(height, width / NARROWEST)),
  };
}
