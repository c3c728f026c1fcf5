import type { Plugin, ServerOptions } from "vite";

const SERVER = `http://127.0.0.1:${process.env.RESFRI_PORT ?? "8080"}`;

/** `make dev`: pages from here, everything else from the server.  Vite's pictures of faults would need markup. */
export const proxied: ServerOptions = {
  host: "localhost",
  hmr: { overlay: false },
  proxy: { "/api": SERVER, "/ws": { target: SERVER, ws: true } },
};

/** Vite puts style sheets into the page one by one, for which this one rule is loosened. */
const forVite = (policy: string): string => policy.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");

/** Pages under the policy that the server sends, asked for each time, so that there is no second one to keep. */
export const development: Plugin = {
  name: "development",
  apply: "serve",
  configureServer({ config, middlewares }) {
    config.logger.info("Differs from what is served: style-src allows inline styles, and workers are not bundled.");
    middlewares.use((request, response, next) => {
      if (!request.headers.accept?.includes("text/html")) return next();
      fetch(SERVER).then(
        ({ headers }) => {
          for (const [name, value] of headers)
            if (name === "content-security-policy") response.setHeader(name, forVite(value));
            else if (/-policy$/.test(name)) response.setHeader(name, value);
          next();
        },
        () => {
          response.writeHead(503, { "Content-Type": "text/plain", Refresh: "1" });
          response.end("The server is starting.");
        },
      );
    });
  },
};
