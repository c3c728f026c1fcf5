import type { Spot } from "../../ink/viewport.js";
import type { Board } from "./board.js";

const STEP = 100;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
};

/** Does what a key means to the board; false when it means nothing there.  `at` is what has the focus: the board
 * itself, or the key of something in the list of what is on it. */
export function boardKey(event: KeyboardEvent, board: Board, at: "board" | string | null, middle: () => Spot): boolean {
  const { key } = event;
  if (event.ctrlKey || event.metaKey) return history(event, board);
  const { selected } = board;
  const arrow = ARROWS[key];
  if (arrow && selected?.mine) {
    if (event.shiftKey) board.grow(...arrow);
    else board.nudge(...arrow);
    return true;
  }
  if ((key === "Delete" || key === "Backspace") && selected) {
    board.remove();
    return true;
  }
  if (key === "Escape" && selected) {
    board.choose(null);
    return true;
  }
  return key === "Enter" && enter(board, at, middle);
}

/** Writes in what is chosen, or adds what the tool makes. */
function enter(board: Board, at: string | null, middle: () => Spot): boolean {
  const { selected } = board;
  const writable = selected?.mine && (selected.thing.kind === "text" || selected.thing.kind === "note");
  if (writable && (at === "board" || at === selected.key)) board.edit(selected);
  else if (at === "board") board.addAt(middle());
  else return false;
  return true;
}

function history({ key, shiftKey }: KeyboardEvent, board: Board): boolean {
  const letter = key.toLowerCase();
  if (letter === "y" || (letter === "z" && shiftKey)) board.things.redo();
  else if (letter === "z") board.things.undo();
  else return false;
  return true;
}
