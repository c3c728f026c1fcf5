import { beforeEach, describe, expect, it } from "vitest";
import { Devices } from "./devices.js";
import { FakeMedia, type FakeTrack, FakeTreatments, fakeStorage, named } from "./fakes.js";

let media: FakeMedia;
let storage: ReturnType<typeof fakeStorage>;
let treatments: FakeTreatments;

const make = (): Devices =>
  new Devices({
    media: media as unknown as MediaDevices,
    permissions: undefined,
    storage,
    secure: true,
    phone: false,
    treatments,
  });
const fake = (track: MediaStreamTrack | null): FakeTrack => track as unknown as FakeTrack;
const settle = (): Promise<void> => new Promise((done) => setTimeout(done));

function gate(): { readonly open: () => void; readonly passed: Promise<void> } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, passed };
}

beforeEach(() => {
  media = new FakeMedia();
  storage = fakeStorage();
  treatments = new FakeTreatments();
});

describe("a background", () => {
  it("stands behind the person from the first picture on, and the camera itself is never given out", async () => {
    const earlier = make();
    await earlier.chooseBackground("blur");
    const { open, passed } = gate();
    treatments.wait = passed;
    const subject = make();
    const given = new Set<string>();
    subject.subscribe(() => given.add(fake(subject.camera.track)?.deviceId ?? "none"));
    const opening = subject.openCamera();
    await settle();
    expect(subject.camera).toMatchObject({ track: null, opening: true });
    open();
    await opening;
    expect(given).toEqual(new Set(["none", "treated"]));
    expect(subject.camera.deviceId).toBe("cam1");
  });

  it("comes and goes while the camera is on, without opening the camera again", async () => {
    const subject = make();
    await subject.openCamera();
    const raw = fake(subject.camera.track);
    await subject.chooseBackground("dawn");
    const treated = fake(subject.camera.track);
    expect(treated.deviceId).toBe("treated");
    await subject.chooseBackground("none");
    expect(fake(subject.camera.track)).toBe(raw);
    expect(raw.readyState).toBe("live");
    expect(treated.readyState).toBe("ended");
    expect(media.asked).toHaveLength(1);
  });

  it("changes in place from one to another", async () => {
    const subject = make();
    await subject.chooseBackground("blur");
    await subject.openCamera();
    const { track } = subject.camera;
    await subject.chooseBackground("forest");
    expect(subject.camera.track).toBe(track);
    expect(treatments.made.map((each) => each.background)).toEqual(["forest"]);
  });

  it("is the one that was chosen last, also when that was while it was being prepared", async () => {
    const { open, passed } = gate();
    treatments.wait = passed;
    const subject = make();
    await subject.chooseBackground("blur");
    const opening = subject.openCamera();
    await settle();
    await subject.chooseBackground("paper");
    open();
    await opening;
    const live = treatments.made.filter((each) => each.track.readyState === "live");
    expect(live.map((each) => each.background)).toEqual(["paper"]);
    expect(fake(subject.camera.track)).toBe(live[0]?.track);
  });

  it("that cannot be started leaves the camera off and says so", async () => {
    treatments.refuse = true;
    const subject = make();
    await subject.chooseBackground("blur");
    await subject.openCamera();
    expect(subject.camera).toMatchObject({ track: null, trouble: null, opening: false });
    expect(subject.backgroundTrouble).toBe("failed");
    treatments.refuse = false;
    await subject.openCamera();
    expect(subject.backgroundTrouble).toBeNull();
  });

  it("that the machine cannot keep up with takes the camera along, so that the room is not shown", async () => {
    const subject = make();
    await subject.chooseBackground("blur");
    await subject.openCamera();
    const treated = fake(subject.camera.track);
    treatments.trouble("slow");
    expect(subject.camera.track).toBeNull();
    expect(treated.readyState).toBe("ended");
    expect(subject.backgroundTrouble).toBe("slow");
    await subject.chooseBackground("none");
    await subject.openCamera();
    expect(subject.camera.deviceId).toBe("cam1");
    expect(subject.backgroundTrouble).toBeNull();
  });

  it("that breaks off after the camera was turned off says nothing", async () => {
    const subject = make();
    await subject.chooseBackground("blur");
    await subject.openCamera();
    subject.closeCamera();
    treatments.trouble("slow");
    expect(subject.backgroundTrouble).toBeNull();
  });

  it("is stopped when it is ready after the camera was turned off", async () => {
    const { open, passed } = gate();
    treatments.wait = passed;
    const subject = make();
    await subject.chooseBackground("blur");
    const opening = subject.openCamera();
    await settle();
    subject.closeCamera();
    open();
    await opening;
    expect(subject.camera.track).toBeNull();
    expect(treatments.made[0]?.track.readyState).toBe("ended");
  });

  it.each(["{", '{"background":"javascript:"}', '{"background":7,"noise":[]}'])(
    "is none where the browser kept %s",
    (kept) => {
      storage = fakeStorage({ "resfri.devices": kept });
      expect(make().remembered).toMatchObject({ background: "none", noise: "browser", saving: false });
    },
  );
});

describe("noise", () => {
  const asked = (): boolean | undefined =>
    (media.asked.at(-1)?.audio as MediaTrackConstraints | undefined)?.noiseSuppression as boolean | undefined;

  it("is dampened by the browser, by RNNoise instead of it, or not at all", async () => {
    const subject = make();
    await subject.openMicrophone();
    expect(asked()).toBe(true);
    await subject.chooseNoise("rnnoise");
    expect(asked()).toBe(false);
    expect(fake(subject.microphone.track).deviceId).toBe("treated");
    await subject.chooseNoise("off");
    expect(asked()).toBe(false);
    expect(fake(subject.microphone.track).deviceId).toBe("mic1");
  });

  it("does not keep anybody from being heard when RNNoise cannot be loaded", async () => {
    treatments.refuse = true;
    const subject = make();
    await subject.chooseNoise("rnnoise");
    await subject.openMicrophone();
    expect(subject.microphone).toMatchObject({ trouble: null, deviceId: "mic1" });
  });

  it("dampened or not, a muted microphone stays muted", async () => {
    const subject = make();
    subject.muteMicrophone(true);
    await subject.openMicrophone();
    await subject.chooseNoise("rnnoise");
    expect(subject.microphone.track?.enabled).toBe(false);
  });
});

describe("another device", () => {
  it("takes over before the old one stops", async () => {
    const { open, passed } = gate();
    const subject = make();
    await subject.openMicrophone("mic1");
    const old = fake(subject.microphone.track);
    subject.handedOver = () => passed;
    const changing = subject.openMicrophone("mic2");
    expect(fake(subject.microphone.track)).toBe(old);
    await settle();
    expect(subject.microphone.deviceId).toBe("mic2");
    expect(old.readyState).toBe("live");
    open();
    await changing;
    expect(old.readyState).toBe("ended");
  });

  it("comes after the old one where the machine can have only one open", async () => {
    const subject = make();
    await subject.openCamera();
    const old = fake(subject.camera.track);
    media.refusal = named("NotReadableError");
    const getUserMedia = media.getUserMedia.bind(media);
    media.getUserMedia = async (constraints) => {
      if (old.readyState === "ended") media.refusal = null;
      return getUserMedia(constraints);
    };
    await subject.openCamera("cam1");
    expect(subject.camera).toMatchObject({ trouble: null, deviceId: "cam1" });
    expect(old.readyState).toBe("ended");
  });
});

it("takes smaller pictures while data is saved, at once and from then on", async () => {
  const subject = make();
  await subject.openCamera();
  const applied: MediaTrackConstraints[] = [];
  Object.assign(subject.camera.track as object, {
    applyConstraints: async (wanted: MediaTrackConstraints) => void applied.push(wanted),
  });
  await subject.save(true);
  expect(applied[0]?.width).toEqual({ ideal: 480 });
  const later = make();
  await later.openCamera();
  expect((media.asked.at(-1)?.video as MediaTrackConstraints).width).toEqual({ ideal: 480 });
});
