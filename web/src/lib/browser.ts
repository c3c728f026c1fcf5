/** What the browser says it is.  Only used to choose which instructions to show, never to decide what works. */
type BrowserName = "chrome" | "edge" | "firefox" | "safari" | "samsung" | "other";
type System = "android" | "ios" | "desktop";

export interface Browser {
  readonly name: BrowserName;
  readonly system: System;
  /** The app whose built-in browser this is, "" when the app is unknown, null in a real browser. */
  readonly inApp: string | null;
}

export interface Hints {
  userAgent: string;
  maxTouchPoints: number;
  canUseCamera: boolean;
}

const APPS: readonly [RegExp, string][] = [
  [/MessengerForiOS|Orca-Android|MESSENGER/, "Messenger"],
  [/Instagram/, "Instagram"],
  [/FBAN|FBAV|FB_IAB|FBIOS/, "Facebook"],
  [/LinkedInApp/, "LinkedIn"],
  [/\bLine\//, "Line"],
  [/musical_ly|BytedanceWebview|TikTok|trill_/, "TikTok"],
  [/Snapchat/, "Snapchat"],
  [/\bGSA\//, "Google"],
  [/Gmail/i, "Gmail"],
];

export function detect({ userAgent, maxTouchPoints, canUseCamera }: Hints): Browser {
  const system = systemOf(userAgent, maxTouchPoints);
  return { name: nameOf(userAgent), system, inApp: inAppOf(userAgent, system, canUseCamera) };
}

export function here(): Browser {
  const { userAgent, maxTouchPoints, mediaDevices } = navigator;
  return detect({ userAgent, maxTouchPoints, canUseCamera: !isSecureContext || Boolean(mediaDevices?.getUserMedia) });
}

function systemOf(agent: string, touchPoints: number): System {
  if (/iPhone|iPad|iPod/.test(agent)) return "ios";
  // An iPad asks for desktop pages and calls itself a Mac; no Mac has a touch screen.
  if (/Macintosh/.test(agent) && touchPoints > 1) return "ios";
  return /Android/.test(agent) ? "android" : "desktop";
}

function nameOf(agent: string): BrowserName {
  if (/Edg(A|iOS)?\//.test(agent)) return "edge";
  if (/SamsungBrowser\//.test(agent)) return "samsung";
  if (/Firefox\/|FxiOS\//.test(agent)) return "firefox";
  if (/OPR\/|OPT\//.test(agent)) return "other";
  if (/Chrome\/|CriOS\//.test(agent)) return "chrome";
  return /Safari\//.test(agent) && /Version\//.test(agent) ? "safari" : "other";
}

function inAppOf(agent: string, system: System, canUseCamera: boolean): string | null {
  const app = APPS.find(([pattern]) => pattern.test(agent));
  if (app) return app[1];
  if (system === "android" && /; wv\)/.test(agent)) return "";
  if (system !== "ios") return null;
  // A web view inside an app does not name Safari, and old ones cannot reach the camera at all.
  return /Safari\//.test(agent) && canUseCamera ? null : "";
}

export type Guide = "chrome" | "firefox" | "safari" | "android" | "firefox_android" | "ios_safari" | "ios_other";

/** Whose steps for allowing the camera fit this browser. */
export function guideFor({ name, system }: Browser): Guide {
  if (system === "ios") return name === "safari" ? "ios_safari" : "ios_other";
  if (system === "android") return name === "firefox" ? "firefox_android" : "android";
  return name === "firefox" || name === "safari" ? name : "chrome";
}
