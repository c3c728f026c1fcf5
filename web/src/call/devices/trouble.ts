export type Trouble = "denied" | "dismissed" | "missing" | "busy" | "insecure" | "unsupported";

const BY_NAME: Readonly<Record<string, Trouble>> = {
  NotFoundError: "missing",
  DevicesNotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  TrackStartError: "busy",
  AbortError: "busy",
  SecurityError: "insecure",
  TypeError: "unsupported",
};

type PermissionState = "granted" | "denied" | "prompt" | null;

/** What a failed getUserMedia means to a person.  Browsers answer "closed the question" and "said no" with the same
 * error name; the permission state tells them apart where the browser reveals it. */
export function troubleOf(error: unknown, permission: PermissionState): Trouble {
  const { name, message } = error instanceof Error || error instanceof DOMException ? error : new Error();
  if (name === "NotAllowedError" || name === "PermissionDeniedError") {
    if (/dismiss/i.test(message)) return "dismissed";
    return permission === "prompt" ? "dismissed" : "denied";
  }
  return BY_NAME[name] ?? "unsupported";
}
