import type { FaultFigure } from "../../protocol/api.gen.js";
import { type MediaPath, pairInUse, pathOf, type Report } from "./path.js";

/** What we read of RTCStats beyond the path (webrtc-stats sections 8.3 to 8.9); never an address. */
interface Row {
  readonly type: string;
  readonly kind?: string;
  readonly codecId?: string;
  readonly mimeType?: string;
  readonly frameWidth?: number;
  readonly frameHeight?: number;
  readonly framesPerSecond?: number;
  readonly packetsLost?: number;
  readonly packetsReceived?: number;
  readonly fractionLost?: number;
  readonly jitter?: number;
  readonly roundTripTime?: number;
  readonly qualityLimitationReason?: string;
  readonly availableOutgoingBitrate?: number;
}

/** The connection in figures, for support.  Empty while there is none. */
export function figuresOf(report: Report): FaultFigure[] {
  const rows = [...report.values()] as unknown as Row[];
  const path = pathOf(report);
  if (!path) return [];
  const of = (type: string, kind: string): Row[] => rows.filter((row) => row.type === type && row.kind === kind);
  const sent = largest(of("outbound-rtp", "video"));
  const seen = largest(of("inbound-rtp", "video"));
  const codec = (row: Row | undefined): string | undefined =>
    (report.get(row?.codecId ?? "") as Row | undefined)?.mimeType?.split("/")[1];
  const heard = of("inbound-rtp", "audio");
  const told = of("remote-inbound-rtp", "audio")[0];
  return [
    line("path", way(path)),
    line("codec_up", codec(sent)),
    line("picture_up", size(sent)),
    line("limited_by", sent?.qualityLimitationReason === "none" ? undefined : sent?.qualityLimitationReason),
    line("codec_down", codec(seen)),
    line("picture_down", size(seen)),
    line("pictures_down", `${of("inbound-rtp", "video").filter((row) => (row.frameWidth ?? 0) > 0).length}`),
    line("loss_up", percent(told?.fractionLost)),
    line("loss_down", percent(lost(heard))),
    line("round_trip", milliseconds(told?.roundTripTime ?? pairInUse(report)?.currentRoundTripTime)),
    line("jitter", milliseconds(Math.max(0, ...heard.map((row) => row.jitter ?? 0)))),
    line("room_up", kilobits(rows)),
  ].filter((each) => each !== null);
}

function line(name: string, value: string | undefined): FaultFigure | null {
  return value ? { name, value } : null;
}

function way(path: MediaPath): string {
  return `${path.way} ${path.protocol}`;
}

function largest(rows: readonly Row[]): Row | undefined {
  return [...rows].sort((a, b) => (b.frameWidth ?? 0) - (a.frameWidth ?? 0))[0];
}

function size(row: Row | undefined): string | undefined {
  if (!row?.frameWidth || !row.frameHeight) return undefined;
  return `${row.frameWidth}×${row.frameHeight} ${Math.round(row.framesPerSecond ?? 0)}/s`;
}

function lost(rows: readonly Row[]): number | undefined {
  const sum = (pick: (row: Row) => number | undefined): number => rows.reduce((all, row) => all + (pick(row) ?? 0), 0);
  const gone = sum((row) => row.packetsLost);
  const all = gone + sum((row) => row.packetsReceived);
  return all > 0 ? Math.max(0, gone) / all : undefined;
}

function percent(fraction: number | undefined): string | undefined {
  return fraction === undefined ? undefined : `${Math.round(fraction * 1000) / 10} %`;
}

function milliseconds(seconds: number | undefined): string | undefined {
  return seconds === undefined ? undefined : `${Math.round(seconds * 1000)} ms`;
}

function kilobits(rows: readonly Row[]): string | undefined {
  const most = Math.max(0, ...rows.map((row) => row.availableOutgoingBitrate ?? 0));
  return most > 0 ? `${Math.round(most / 1000)} kbit/s` : undefined;
}

/** Most say that they are several; the first of these is what they are. */
const BROWSERS = [
  ["Edg", "Edge"],
  ["OPR", "Opera"],
  ["SamsungBrowser", "Samsung"],
  ["FxiOS", "Firefox"],
  ["CriOS", "Chrome"],
  ["Firefox", "Firefox"],
  ["Chrome", "Chrome"],
  ["Version", "Safari"],
] as const;

/** The browser's name and main version, out of what it says of itself. */
export function browserName(agent: string): string {
  const [told, name] = BROWSERS.find(([each]) => agent.includes(`${each}/`)) ?? [];
  const version = told && new RegExp(`${told}/(\\d+)`).exec(agent)?.[1];
  const system = /Android|iPhone|iPad|Windows|Macintosh|CrOS|Linux/.exec(agent)?.[0];
  return [name, version, system].filter(Boolean).join(" ");
}
