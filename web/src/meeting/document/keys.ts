/** What keys do to the document that is shown. */
export interface Hands {
  turn(to: number): void;
  zoom(by: number): void;
  pan(dx: number, dy: number): void;
}

const STEP = 60;

const KEYS: Readonly<Record<string, (hands: Hands, page: number, pages: number) => void>> = {
  PageDown: (hands, page) => hands.turn(page + 1),
  PageUp: (hands, page) => hands.turn(page - 1),
  Home: (hands) => hands.turn(1),
  End: (hands, _, pages) => hands.turn(pages),
  "+": (hands) => hands.zoom(1.5),
  "-": (hands) => hands.zoom(1 / 1.5),
  ArrowLeft: (hands) => hands.pan(STEP, 0),
  ArrowRight: (hands) => hands.pan(-STEP, 0),
  ArrowUp: (hands) => hands.pan(0, STEP),
  ArrowDown: (hands) => hands.pan(0, -STEP),
};

/** Tells whether the key was for the document. */
export function documentKey(event: KeyboardEvent, hands: Hands, page: number, pages: number): boolean {
  const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : KEYS[event.key];
  act?.(hands, page, pages);
  return act !== undefined;
}
