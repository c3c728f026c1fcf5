import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";
import { development, proxied } from "./vite.development.js";

/** A compressed copy beside each asset, for the server to send instead: the segmentation's code is 9 MB without. */
const compressed: Plugin = {
  name: "compressed",
  apply: "build",
  writeBundle({ dir = "dist" }) {
    const assets = join(dir, "assets");
    for (const name of readdirSync(assets).filter((each) => /\.(m?js|css|wasm)$/.test(each)))
      writeFileSync(join(assets, `${name}.gz`), gzipSync(readFileSync(join(assets, name)), { level: 6 }));
  },
};

// Assets are hashed files under /assets; nothing is inlined, because the CSP allows no data: scripts or styles.
export default defineConfig({
  base: "/",
  plugins: [compressed, development],
  server: proxied,
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    manifest: true,
    // pdf.js, which is loaded when somebody shows a document; tests/architecture bounds what everybody loads.
    chunkSizeWarningLimit: 600,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
});
