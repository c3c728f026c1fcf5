export type Arrangement = "grid" | "speaker" | "side";

export const ARRANGEMENTS: readonly Arrangement[] = ["grid", "speaker", "side"];

/** What the person has chosen about the pictures. */
export interface Chosen {
  readonly arrangement: Arrangement;
  /** Whose picture is large, whatever happens. */
  readonly pinned: string | null;
  readonly hideSelf: boolean;
  readonly page: number;
}

/** Who and what is there. */
export interface Scene {
  /** Ids in the order in which they are shown, oneself last. */
  readonly people: readonly string[];
  readonly you: string;
  /** Something is shown to everybody: a screen, a document. */
  readonly shows: boolean;
  /** Whom a host shows large to everybody. */
  readonly spotlight: string | null;
  /** Who speaks, for long enough to be looked at. */
  readonly speaker: string | null;
  /** How many small pictures there is room for at once. */
  readonly room: number;
}

export interface Layout {
  /** Whose camera is large; null where something else is, or where all are alike. */
  readonly main: string | null;
  /** Whoever stands beside it, or everybody. */
  readonly tiles: readonly string[];
  readonly page: number;
  readonly pages: number;
}

/** Who is shown where.  Only these pictures are on the page at all, and so only they are sent to it. */
export function layOut(chosen: Chosen, scene: Scene): Layout {
  const main = mainOf(chosen, scene);
  const alone = scene.people.length === 1;
  const own = scene.people.filter((id) => id === scene.you && id !== main && (alone || !chosen.hideSelf));
  const rest = scene.people.filter((id) => id !== scene.you && id !== main);
  // Beside a shared screen, whoever has the spotlight comes first.
  const others = [...rest.filter((id) => id === scene.spotlight), ...rest.filter((id) => id !== scene.spotlight)];
  const each = Math.max(1, scene.room - own.length);
  const pages = Math.max(1, Math.ceil(others.length / each));
  const page = Math.min(Math.max(0, chosen.page), pages - 1);
  const shown = others.slice(page * each, (page + 1) * each);
  return { main, tiles: [...heard(shown, others, main, scene, page), ...own], page, pages };
}

function mainOf({ pinned, arrangement }: Chosen, { people, you, shows, spotlight, speaker }: Scene): string | null {
  if (pinned !== null && people.includes(pinned)) return pinned;
  if (shows) return null;
  if (spotlight !== null && people.includes(spotlight)) return spotlight;
  if (arrangement !== "speaker" || people.length < 2) return null;
  if (speaker !== null && speaker !== you && people.includes(speaker)) return speaker;
  return people.find((id) => id !== you) ?? null;
}

/** On the first page whoever speaks is always seen, in the place of the last one there. */
function heard(
  shown: readonly string[],
  others: readonly string[],
  main: string | null,
  { speaker }: Scene,
  page: number,
): readonly string[] {
  const missing = speaker !== null && speaker !== main && others.includes(speaker) && !shown.includes(speaker);
  return missing && page === 0 ? [...shown.slice(0, -1), speaker] : shown;
}

const SMALLEST = { width: 120, height: 88 };
const GAP = 8;
const MOST = 25;
const MOST_ON_LARGE = 49;
const LARGE_PIXELS = 2_500_000;

/** How many small pictures a space of `width` by `height` CSS pixels has room for. */
export function roomFor(width: number, height: number): number {
  const fits = (space: number, one: number): number => Math.max(1, Math.floor((space + GAP) / (one + GAP)));
  const most = width * height > LARGE_PIXELS ? MOST_ON_LARGE : MOST;
  return Math.min(most, fits(width, SMALLEST.width) * fits(height, SMALLEST.height));
}
