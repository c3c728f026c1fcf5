import { vi } from "vitest";
import { FakeSocket } from "../net/fake-socket.js";
import type { FileServer } from "../net/files.js";
import type { NetworkHint, NetworkHints } from "../net/network.js";
import { fakePerson } from "../state/fake-person.js";
import type { Person } from "../protocol/messages.gen.js";
import { Devices } from "./devices/devices.js";
import { asConnection, FakeConnection, makeStream } from "./peer/fake-peer.js";
import { FakeMedia, FakeTrack, fakeStorage, FakeTreatments } from "./devices/fakes.js";
import { CallSession, type CallWorld } from "./session.js";

const MEETING = {
  id: "m",
  title: "Möte",
  organisation: "Sundby",
  meeting_class: "protected",
  host_name: "Eva",
  starts_at: 0,
};
export const LOBBY = {
  type: "waiting",
  meeting: MEETING,
  you: "me",
  name: "Bo",
  host_present: false,
  second_device: false,
  note: null,
};
export const OFFER = { type: "offer", revision: 1, sdp: "0 1", publish: { microphone: "0", camera: "1" }, tracks: [] };

const me = (change: Partial<Person>): Person => fakePerson("me", { name: "Bo", ...change });

export function joined(transport: string | null, change: Partial<Person> = {}): object {
  return {
    type: "joined",
    meeting: MEETING,
    you: "me",
    people: [me(change)],
    waiting: [],
    transport,
    locked: false,
    ice_servers: [],
    spotlight: null,
    free_sharing: false,
  };
}

function fakeDevices(): Devices {
  const media = new FakeMedia() as unknown as MediaDevices;
  return new Devices({
    media,
    permissions: undefined,
    storage: fakeStorage(),
    secure: true,
    phone: false,
    treatments: new FakeTreatments(),
  });
}

function fakeHints(): NetworkHints & { tell(hint: NetworkHint): void } {
  const listeners = new Set<(hint: NetworkHint) => void>();
  return {
    watch: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell: (hint) => {
      for (const listener of listeners) listener(hint);
    },
  };
}

/** A session in a world of fakes, and the last socket and connection that it made. */
export function setup(change: Partial<CallWorld> = {}) {
  const sockets: FakeSocket[] = [];
  const connections: FakeConnection[] = [];
  const screen = new FakeTrack("video");
  const devices = fakeDevices();
  const hints = fakeHints();
  const session = new CallSession(devices, {
    ticket: async () => "ticket",
    connect: () => {
      sockets.push(new FakeSocket());
      return sockets.at(-1) as unknown as WebSocket;
    },
    makeConnection: (configuration) => {
      connections.push(new FakeConnection(configuration));
      return asConnection(connections.at(-1) as FakeConnection);
    },
    makeStream,
    captureScreen: async () => ({ getTracks: () => [screen] }) as unknown as MediaStream,
    hints,
    files: {} as FileServer,
    ...change,
  });
  const socket = (): FakeSocket => sockets.at(-1) as FakeSocket;
  const sent = (type: string): Record<string, unknown>[] => socket().sent.filter((each) => each.type === type);
  const connection = (): FakeConnection => connections.at(-1) as FakeConnection;
  return { session, devices, sockets, connections, socket, sent, connection, screen, hint: hints.tell };
}

export async function tick(ms = 0): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

/** In the room with sound and picture on transport "t". */
export async function inRoom(change: Partial<CallWorld> = {}) {
  const world = setup(change);
  await world.devices.openMicrophone();
  await world.devices.openCamera();
  world.session.start();
  await tick();
  world.socket().open();
  world.socket().receive(joined(null));
  world.socket().receive({ ...OFFER, transport: "t" });
  await tick();
  world.connection().become("connected");
  return world;
}

export async function comeBack(world: Awaited<ReturnType<typeof inRoom>>): Promise<void> {
  world.socket().drop();
  await tick(501);
  world.socket().open();
}
