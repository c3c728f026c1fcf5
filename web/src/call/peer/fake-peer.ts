import { asTrack, FakeStream, FakeTrack } from "../devices/fakes.js";

export class FakeSender {
  track: MediaStreamTrack | null = null;
  parameters = { codecs: [{ mimeType: "video/VP8" }], encodings: [{}] as RTCRtpEncodingParameters[] };
  /** What this browser will not set. */
  refuses: (encoding: object) => boolean = () => false;

  async replaceTrack(track: MediaStreamTrack | null): Promise<void> {
    this.track = track;
  }

  getParameters(): FakeSender["parameters"] {
    return structuredClone(this.parameters);
  }

  async setParameters(parameters: FakeSender["parameters"]): Promise<void> {
    if (parameters.encodings.some(this.refuses)) throw new Error("refused");
    this.parameters = parameters;
  }
}

export class FakeTransceiver {
  direction = "recvonly";
  currentDirection: string | null = null;
  readonly sender = new FakeSender();
  readonly receiver = { track: asTrack(new FakeTrack("video")) };

  constructor(readonly mid: string) {}
}

/** An RTCPeerConnection whose offers are just the mids, separated by spaces. */
export class FakeConnection extends EventTarget {
  connectionState = "new";
  localDescription: { sdp: string } | null = null;
  closed = false;
  readonly transceivers: FakeTransceiver[] = [];
  /** What was done, in order, with the directions at the time of each answer. */
  readonly log: string[] = [];
  broken = false;

  constructor(public configuration: RTCConfiguration = {}) {
    super();
  }

  setConfiguration(configuration: RTCConfiguration): void {
    this.configuration = configuration;
  }

  async setRemoteDescription({ sdp }: { sdp: string }): Promise<void> {
    if (this.broken) throw new Error("broken");
    this.log.push(`offer ${sdp}`);
    await Promise.resolve();
    for (const mid of sdp.split(" ")) {
      if (!this.transceivers.some((each) => each.mid === mid)) this.transceivers.push(new FakeTransceiver(mid));
    }
  }

  async createAnswer(): Promise<{ type: string; sdp: string }> {
    const sdp = this.transceivers.map((each) => `${each.mid}:${each.direction}`).join(" ");
    await Promise.resolve();
    return { type: "answer", sdp };
  }

  async setLocalDescription(answer: { sdp: string }): Promise<void> {
    this.localDescription = answer;
    this.log.push(`answer ${answer.sdp}`);
  }

  getTransceivers(): FakeTransceiver[] {
    return this.transceivers;
  }

  at(mid: string): FakeTransceiver {
    const found = this.transceivers.find((each) => each.mid === mid);
    if (!found) throw new Error(`no mid ${mid}`);
    return found;
  }

  close(): void {
    this.closed = true;
    this.connectionState = "closed";
  }

  become(state: string): void {
    this.connectionState = state;
    this.dispatchEvent(new Event("connectionstatechange"));
  }
}

export function asConnection(connection: FakeConnection): RTCPeerConnection {
  return connection as unknown as RTCPeerConnection;
}

export function makeStream(): MediaStream {
  return new FakeStream() as unknown as MediaStream;
}
