/** How well sound and picture get through, and what to do when they do not. */
export type Health = "absent" | "connecting" | "good" | "shaky" | "restarting" | "lost";
export type HealthEvent = "made" | "connected" | "disconnected" | "failed" | "patience" | "restart" | "closed";

/** `shaky` is a short loss that usually heals by itself; `restarting` asked the server for fresh ICE credentials;
 * `lost` needs a new connection. */
export const NEXT: Readonly<Record<Health, Partial<Record<HealthEvent, Health>>>> = {
  absent: { made: "connecting" },
  connecting: {
    made: "connecting",
    connected: "good",
    failed: "restarting",
    patience: "restarting",
    restart: "restarting",
    closed: "absent",
  },
  good: { made: "connecting", disconnected: "shaky", failed: "restarting", restart: "restarting", closed: "absent" },
  shaky: {
    made: "connecting",
    connected: "good",
    failed: "restarting",
    patience: "restarting",
    restart: "restarting",
    closed: "absent",
  },
  restarting: { made: "connecting", connected: "good", patience: "lost", closed: "absent" },
  lost: { made: "connecting", closed: "absent" },
};

/** How long each state may last before `patience` runs out. */
export const PATIENCE_MS: Readonly<Partial<Record<Health, number>>> = {
  connecting: 15_000,
  shaky: 1000,
  restarting: 8000,
};
