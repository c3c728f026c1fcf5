import { describe, expect, test } from "vitest";
import { detect, guideFor } from "./browser.js";

const KIT = "AppleWebKit/537.36 (KHTML, like Gecko)";
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
const PIXEL = `Mozilla/5.0 (Linux; Android 15; Pixel 9) ${KIT}`;
const WEBVIEW = `Mozilla/5.0 (Linux; Android 15; Pixel 9; wv) ${KIT} Version/4.0 Chrome/140.0.0.0 Mobile Safari/537.36`;
const WINDOWS = `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${KIT} Chrome/140.0.0.0 Safari/537.36`;
const MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)";

const see = (userAgent: string, maxTouchPoints = 0, canUseCamera = true) =>
  detect({ userAgent, maxTouchPoints, canUseCamera });

describe("real browsers", () => {
  test.each([
    [WINDOWS, "chrome", "desktop", "chrome"],
    [`${WINDOWS} Edg/140.0.0.0`, "edge", "desktop", "chrome"],
    ["Mozilla/5.0 (Windows NT 10.0; rv:143.0) Gecko/20100101 Firefox/143.0", "firefox", "desktop", "firefox"],
    [`${MAC} Version/18.5 Safari/605.1.15`, "safari", "desktop", "safari"],
    [`${PIXEL} Chrome/140.0.0.0 Mobile Safari/537.36`, "chrome", "android", "android"],
    [`${PIXEL} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`, "samsung", "android", "android"],
    [`${PIXEL} Chrome/140.0.0.0 Mobile Safari/537.36 EdgA/140.0.0.0`, "edge", "android", "android"],
    ["Mozilla/5.0 (Android 15; Mobile; rv:143.0) Gecko/143.0 Firefox/143.0", "firefox", "android", "firefox_android"],
    [`${IPHONE} Version/18.5 Mobile/15E148 Safari/604.1`, "safari", "ios", "ios_safari"],
    [`${IPHONE} CriOS/140.0.0.0 Mobile/15E148 Safari/604.1`, "chrome", "ios", "ios_other"],
    [`${IPHONE} FxiOS/143.0 Mobile/15E148 Safari/605.1.15`, "firefox", "ios", "ios_other"],
    [`${IPHONE} Version/18.0 EdgiOS/140.0 Mobile/15E148 Safari/604.1`, "edge", "ios", "ios_other"],
  ])("%s", (agent, name, system, guide) => {
    const browser = see(agent, system === "desktop" ? 0 : 5);
    expect(browser).toEqual({ name, system, inApp: null });
    expect(guideFor(browser)).toBe(guide);
  });

  test("an iPad that calls itself a Mac is an iPad", () => {
    expect(see(`${MAC} Version/18.5 Safari/605.1.15`, 5).system).toBe("ios");
  });
});

describe("browsers inside apps", () => {
  test.each([
    [`${IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/500.0.0]`, "Facebook"],
    [`${WEBVIEW} [FB_IAB/FB4A;FBAV/500.0.0;]`, "Facebook"],
    [`${IPHONE} Mobile/15E148 [FBAN/MessengerForiOS;FBAV/500.0]`, "Messenger"],
    [`${WEBVIEW} [FB_IAB/Orca-Android;FBAV/500.0.0;]`, "Messenger"],
    [`${IPHONE} Mobile/15E148 Instagram 390.0.0`, "Instagram"],
    [`${IPHONE} Mobile/15E148 [LinkedInApp]/9.30`, "LinkedIn"],
    [`${IPHONE} Mobile/15E148 Safari Line/15.0.0`, "Line"],
    [`${IPHONE} Mobile/15E148 musical_ly_40.0 BytedanceWebview/d8a21c6`, "TikTok"],
    [`${IPHONE} Version/18.5 Mobile/15E148 Safari/604.1 Snapchat/13.0`, "Snapchat"],
    [`${IPHONE} GSA/380.0 Mobile/15E148 Safari/604.1`, "Google"],
    [WEBVIEW, ""],
    [`${IPHONE} Mobile/15E148`, ""],
  ])("%s", (agent, app) => {
    expect(see(agent, 5).inApp).toBe(app);
  });

  test("an iPhone page that cannot reach the camera is inside an app", () => {
    expect(see(`${IPHONE} Version/13.0 Mobile/15E148 Safari/604.1`, 5, false).inApp).toBe("");
  });
});
