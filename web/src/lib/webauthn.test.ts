import { afterEach, expect, test, vi } from "vitest";
import { fromBase64Url, PasskeyCancelled, PasskeyKnown, passkeysHere, toBase64Url, usePasskey } from "./webauthn.js";

afterEach(() => vi.unstubAllGlobals());

test("bytes survive the way there and back", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  const text = toBase64Url(bytes.buffer);
  expect(text).toMatch(/^[\w-]+$/);
  expect(fromBase64Url(text)).toEqual(bytes);
});

test("passkeys belong to host names", () => {
  vi.stubGlobal("PublicKeyCredential", () => undefined);
  vi.stubGlobal("navigator", { credentials: {} });
  expect(passkeysHere({ hostname: "meet.example.se" })).toBe(true);
  expect(passkeysHere({ hostname: "localhost" })).toBe(true);
  expect(passkeysHere({ hostname: "192.168.1.7" })).toBe(false);
  expect(passkeysHere({ hostname: "[::1]" })).toBe(false);
  vi.stubGlobal("PublicKeyCredential", undefined);
  expect(passkeysHere({ hostname: "meet.example.se" })).toBe(false);
});

test.each([
  ["NotAllowedError", PasskeyCancelled],
  ["InvalidStateError", PasskeyKnown],
])("%s has a meaning", async (name, meaning) => {
  const get = () => Promise.reject(new DOMException("", name));
  vi.stubGlobal("navigator", { credentials: { get } });
  await expect(usePasskey({ challenge: "AA", rp_id: "localhost", allow: [] })).rejects.toBeInstanceOf(meaning);
});
