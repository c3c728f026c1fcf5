import type { NetworkTest, NetworkTestOffer } from "../../protocol/api.gen.js";
import type { IceServer } from "../../protocol/messages.gen.js";

export interface Poster {
  post<T>(path: string, body: unknown): Promise<T>;
}

export interface NetworkResult {
  udp: boolean;
  /** Null when it was not tried, because UDP works. */
  tcp: boolean | null;
  /** Null when it was not tried, because something goes directly or there is no relay. */
  relay: boolean | null;
}

type MakeConnection = (config: RTCConfiguration) => RTCPeerConnection;

interface Probe {
  readonly works: boolean;
  readonly relays: readonly IceServer[];
}

const PATIENCE_MS = 6000;

/** Can this network carry our media?  TCP is only tried where UDP did not get through, and a relay where neither did. */
export async function testNetwork(
  http: Poster,
  token?: string,
  make: MakeConnection = (config) => new RTCPeerConnection(config),
): Promise<NetworkResult> {
  const tried = async (protocol: "udp" | "tcp", config: RTCConfiguration = {}): Promise<Probe> =>
    probe(http, { protocol, token: token ?? null }, () => make({ bundlePolicy: "max-bundle", ...config }));
  const udp = await tried("udp");
  if (udp.works) return { udp: true, tcp: null, relay: null };
  const tcp = await tried("tcp");
  if (tcp.works || tcp.relays.length === 0) return { udp: false, tcp: tcp.works, relay: null };
  const relay = await tried("udp", { iceServers: [...tcp.relays], iceTransportPolicy: "relay" });
  return { udp: false, tcp: false, relay: relay.works };
}

async function probe(http: Poster, body: NetworkTest, make: () => RTCPeerConnection): Promise<Probe> {
  const connection = make();
  let relays: readonly IceServer[] = [];
  try {
    const offer = await http.post<NetworkTestOffer>("/api/network-test", body);
    relays = offer.ice_servers;
    await connection.setRemoteDescription({ type: "offer", sdp: offer.sdp });
    const answer = await connection.createAnswer();
    await connection.setLocalDescription(answer);
    const connected = reachesConnected(connection);
    await http.post("/api/network-test/answer", {
      test: offer.test,
      sdp: connection.localDescription?.sdp ?? answer.sdp,
    });
    return { works: await connected, relays };
  } catch {
    return { works: false, relays };
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
