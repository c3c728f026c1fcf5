import { defineConfig } from "vite";

// Assets are hashed files under /assets; nothing is inlined, because the CSP allows no data: scripts or styles.
export default defineConfig({
  base: "/",
  build: { target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false }, sourcemap: false },
});
