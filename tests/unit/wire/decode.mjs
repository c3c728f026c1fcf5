// Reads frames, one JSON string a line, and answers what the client's decoder makes of each.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const web = process.argv[2];
const typescript = createRequire(join(web, "package.json"))("typescript");
const folder = mkdtempSync(join(tmpdir(), "decoder-"));
try {
  writeFileSync(join(folder, "package.json"), '{"type": "module"}');
  for (const name of ["readers", "decode.gen", "decode"]) {
    const source = readFileSync(join(web, "src/protocol", `${name}.ts`), "utf8");
    const options = { target: "ES2022", module: "ESNext", verbatimModuleSyntax: true };
    writeFileSync(join(folder, `${name}.js`), typescript.transpile(source, options));
  }
  const { decode } = await import(pathToFileURL(join(folder, "decode.js")));
  const frames = readFileSync(0, "utf8").trimEnd().split("\n");
  process.stdout.write(frames.map((frame) => JSON.stringify(decode(JSON.parse(frame)))).join("\n"));
} finally {
  rmSync(folder, { recursive: true });
}
