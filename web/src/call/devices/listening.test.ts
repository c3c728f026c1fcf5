import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Devices } from "./devices.js";
import { FakeMedia, type FakeTrack, FakeTreatments, fakeStorage } from "./fakes.js";
import { Listening } from "./listening.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function setup() {
  const devices = new Devices({
    media: new FakeMedia() as unknown as MediaDevices,
    permissions: undefined,
    storage: fakeStorage(),
    secure: true,
    phone: false,
    treatments: new FakeTreatments(),
  });
  const heard: { track: FakeTrack | null } = { track: null };
  const room = { own: 0, remote: 0 };
  const meter = {
    attach: (track: MediaStreamTrack | null) => void (heard.track = track as unknown as FakeTrack | null),
    detach: () => undefined,
    get value() {
      return room.own;
    },
  };
  const subject = new Listening(devices, () => room.remote, meter);
  const changes: string[] = [];
  subject.subscribe(() => changes.push(`${subject.speaksMuted} ${subject.echoes}`));
  await devices.openMicrophone();
  subject.start();
  return { devices, subject, heard, room, changes };
}

it("hears the microphone while it is muted, by a copy that the others do not get", async () => {
  const { devices, subject, heard, room, changes } = await setup();
  devices.muteMicrophone(true);
  expect(heard.track).not.toBe(devices.microphone.track);
  expect(heard.track?.enabled).toBe(true);
  expect(devices.microphone.track?.enabled).toBe(false);
  room.own = 0.8;
  vi.advanceTimersByTime(1000);
  expect(changes).toEqual(["true false"]);
  expect(subject.level).toBe(0.8);
  devices.muteMicrophone(false);
  vi.advanceTimersByTime(100);
  expect(changes.at(-1)).toBe("false false");
});

it("goes along to another microphone and lets go of the old copy", async () => {
  const { devices, subject, heard } = await setup();
  const first = heard.track;
  await devices.openMicrophone("mic2");
  expect(first?.readyState).toBe("ended");
  expect(heard.track?.deviceId).toBe("mic2");
  subject.stop();
  expect(heard.track).toBeNull();
});

it("tells an echo, and not of somebody who is muted", async () => {
  const { devices, subject, room } = await setup();
  for (let step = 0; step < 300; step++) {
    const loud = Math.floor(step / (5 + (step % 3))) % 2 === 0;
    room.remote = loud ? 0.2 : 0.0001;
    room.own = loud ? 0.7 : 0;
    vi.advanceTimersByTime(100);
  }
  expect(subject.echoes).toBe(true);
  devices.muteMicrophone(true);
  expect(subject.echoes).toBe(false);
});
