import workerAddress from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";

/** The parts of pdf.js that it fetches when a document needs them, each a hashed file of ours, and nothing else. */
const FOUND = {
  ...import.meta.glob<string>("/node_modules/pdfjs-dist/cmaps/*.bcmap", {
    query: "?url",
    import: "default",
    eager: true,
  }),
  ...import.meta.glob<string>("/node_modules/pdfjs-dist/standard_fonts/*.{pfb,ttf}", {
    query: "?url",
    import: "default",
    eager: true,
  }),
  ...import.meta.glob<string>("/node_modules/pdfjs-dist/wasm/{jbig2,openjpeg}.wasm", {
    query: "?url",
    import: "default",
    eager: true,
  }),
};
const ADDRESSES = new Map(
  Object.entries(FOUND).map(([path, address]) => [path.slice(path.lastIndexOf("/") + 1), address]),
);

export { workerAddress };

export class OwnParts {
  async fetch({ filename }: { readonly filename: string }): Promise<Uint8Array> {
    const address = ADDRESSES.get(filename);
    if (address === undefined) throw new Error("no such part");
    const response = await fetch(address, { credentials: "omit" });
    if (!response.ok) throw new Error("not found");
    return new Uint8Array(await response.arrayBuffer());
  }
}
