import type { NetworkTestOffer } from "../protocol/api.gen.js";

export interface Poster {
  post<T>(path: string, body: unknown): Promise<T>;
}

export interface NetworkResult {
  udp: boolean;
  /** Null when it was not tried, because UDP works. */
  tcp: boolean | null;
}

type MakeConnection = () => RTCPeerConnection;

const PATIENCE_MS = 6000;

/** Can this network carry our media?  TCP is only tried where UDP did not get through. */
export async function testNetwork(
  http: Poster,
  token?: string,
  make: MakeConnection = () => new RTCPeerConnection({ bundlePolicy: "max-bundle" }),
): Promise<NetworkResult> {
  if (await probe(http, "udp", token, make)) return { udp: true, tcp: null };
  return { udp: false, tcp: await probe(http, "tcp", token, make) };
}

async function probe(
  http: Poster,
  protocol: "udp" | "tcp",
  token: string | undefined,
  make: MakeConnection,
): Promise<boolean> {
  const connection = make();
  try {
    const offer = await http.post<NetworkTestOffer>("/api/network-test", { protocol, token: token ?? null });
    await connection.setRemoteDescription({ type: "offer", sdp: offer.sdp });
    const answer = await connection.createAnswer();
    await connection.setLocalDescription(answer);
    const connected = reachesConnected(connection);
    await http.post("/api/network-test/answer", {
      test: offer.test,
      sdp: connection.localDescription?.sdp ?? answer.sdp,
    });
    return await connected;
  } catch {
    return false;
  } finally {
    connection.close();
  }
}

function reachesConnected(connection: RTCPeerConnection): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), PATIENCE_MS);
    connection.addEventListener("connectionstatechange", () => {
      const state = connection.connectionState;
      if (state !== "connected" && state !== "failed") return;
      clearTimeout(timer);
      resolve(state === "connected");
    });
  });
}
