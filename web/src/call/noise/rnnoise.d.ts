declare module "@jitsi/rnnoise-wasm/dist/rnnoise-sync.js" {
  /** The module, compiled at once. */
  export default function createModule(): unknown;
}
