/** What may have changed about the way to the server: the browser came online, the page came to the front again, or
 * the phone moved between wifi and the mobile network. */
export type NetworkHint = "online" | "visible" | "path";

interface NetworkInformation extends EventTarget {
  readonly type?: string;
}

export interface NetworkHints {
  watch(listener: (hint: NetworkHint) => void): () => void;
}

export const browserHints: NetworkHints = { watch: watchNetwork };

function watchNetwork(listener: (hint: NetworkHint) => void): () => void {
  const connection = (navigator as Navigator & { connection?: NetworkInformation }).connection;
  // The same event also tells of every new speed estimate, which is no change of path.
  let path = connection?.type;
  const stop = new AbortController();
  const { signal } = stop;
  window.addEventListener("online", () => listener("online"), { signal });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && listener("visible"), {
    signal,
  });
  connection?.addEventListener?.(
    "change",
    () => {
      if (connection.type === path) return;
      path = connection.type;
      listener("path");
    },
    { signal },
  );
  return () => stop.abort();
}
