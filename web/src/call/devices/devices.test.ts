import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Devices } from "./devices.js";
import { FakeMedia, type FakeTrack, FakeTreatments, fakeStorage, named } from "./fakes.js";
import type { DeviceWorld } from "./world.js";

let media: FakeMedia;
let storage: ReturnType<typeof fakeStorage>;
let treatments: FakeTreatments;

function devices(change: Partial<DeviceWorld> = {}): Devices {
  const world = {
    media: media as unknown as MediaDevices,
    permissions: undefined,
    storage,
    secure: true,
    phone: false,
    treatments,
  };
  return new Devices({ ...world, ...change });
}

const fake = (track: MediaStreamTrack | null): FakeTrack => track as unknown as FakeTrack;
const settle = (): Promise<void> => vi.advanceTimersByTimeAsync(0).then(() => undefined);

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(1_000_000_000);
  media = new FakeMedia();
  treatments = new FakeTreatments();
  storage = fakeStorage();
});
afterEach(() => void vi.useRealTimers());

describe("opening", () => {
  it("gives a track, the lists and the device in use", async () => {
    const subject = devices();
    await subject.openMicrophone();
    await subject.openCamera();
    expect(subject.microphone).toMatchObject({ trouble: null, opening: false, deviceId: "mic1" });
    expect(subject.camera.track?.kind).toBe("video");
    expect(subject.speakers).toEqual([{ id: "out1", label: "Out 1" }]);
  });

  it.each([
    ["NotAllowedError", "", "denied"],
    ["NotAllowedError", "Permission dismissed", "dismissed"],
    ["NotFoundError", "", "missing"],
    ["NotReadableError", "", "busy"],
    ["SecurityError", "", "insecure"],
    ["StrangeError", "", "unsupported"],
  ])("tells %s %s as %s", async (name, message, trouble) => {
    const subject = devices();
    media.refusal = named(name, message);
    await subject.openCamera();
    expect(subject.camera).toEqual({ track: null, trouble, opening: false, deviceId: null });
  });

  it("tells a closed question from a refusal by the permission state", async () => {
    const permissions = { query: async () => ({ state: "prompt" }) } as unknown as Permissions;
    const subject = devices({ permissions });
    media.refusal = named("NotAllowedError");
    await subject.openMicrophone();
    expect(subject.microphone.trouble).toBe("dismissed");
  });

  it("says insecure or unsupported where the browser has no devices at all", async () => {
    const insecure = devices({ media: undefined, secure: false });
    await insecure.openCamera();
    expect(insecure.camera.trouble).toBe("insecure");
    const old = devices({ media: undefined });
    await old.openCamera();
    expect(old.camera.trouble).toBe("unsupported");
  });

  it("remembers the chosen device, and falls back when it is gone", async () => {
    await devices().openMicrophone("mic2");
    const later = devices();
    await later.openMicrophone();
    expect(later.microphone.deviceId).toBe("mic2");
    media.present = media.present.filter((each) => each.deviceId !== "mic2");
    const last = devices();
    await last.openMicrophone();
    expect(last.microphone.deviceId).toBe("mic1");
  });

  it("stops a track that arrives after the device was closed", async () => {
    const subject = devices();
    const opening = subject.openCamera();
    subject.closeCamera();
    await opening;
    expect(subject.camera.track).toBeNull();
    expect(subject.remembered.cameraOn).toBe(false);
  });
});

describe("keeping going", () => {
  it("moves to another microphone when the one in use is unplugged", async () => {
    const subject = devices();
    await subject.openMicrophone("mic2");
    media.present = media.present.filter((each) => each.deviceId !== "mic2");
    media.dispatchEvent(new Event("devicechange"));
    await settle();
    expect(subject.microphone.deviceId).toBe("mic1");
    expect(subject.microphone.track?.readyState).toBe("live");
  });

  it("opens the device again when its track ends, but does not hammer", async () => {
    const subject = devices();
    await subject.openCamera();
    const first = subject.camera.track;
    fake(first).end();
    await settle();
    expect(subject.camera.track).not.toBe(first);
    fake(subject.camera.track).end();
    await settle();
    expect(subject.camera).toMatchObject({ track: null, trouble: "busy" });
  });

  it("opens a microphone again that the system silenced for long, still muted by the person", async () => {
    const subject = devices();
    await subject.openMicrophone();
    subject.muteMicrophone(true);
    const first = subject.microphone.track;
    fake(first).muted = true;
    fake(first).dispatchEvent(new Event("mute"));
    await vi.advanceTimersByTimeAsync(2000);
    expect(subject.microphone.track).toBe(first);
    await vi.advanceTimersByTimeAsync(2000);
    expect(subject.microphone.track).not.toBe(first);
    expect(subject.microphone.track?.enabled).toBe(false);
  });

  it("keeps a silenced track while nothing else can be had", async () => {
    const subject = devices();
    await subject.openMicrophone();
    const first = subject.microphone.track;
    media.refusal = named("NotReadableError");
    fake(first).muted = true;
    fake(first).dispatchEvent(new Event("mute"));
    await vi.advanceTimersByTimeAsync(4000);
    expect(subject.microphone).toMatchObject({ track: first, trouble: null });
    expect(first?.readyState).toBe("live");
  });
});
