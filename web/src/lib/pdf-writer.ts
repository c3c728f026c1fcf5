/** A PDF of one page that is one picture (ISO 32000-1, 7.5 and 8.9.5).  `jpeg` holds the picture's bytes; the page is
 * `width` by `height` points. */
export function pdfOfPicture(
  jpeg: Uint8Array<ArrayBuffer>,
  pixels: { readonly width: number; readonly height: number },
  width: number,
  height: number,
): Blob {
  const encoder = new TextEncoder();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const offsets: number[] = [];
  let length = 0;
  const write = (part: string | Uint8Array<ArrayBuffer>) => {
    const bytes = typeof part === "string" ? encoder.encode(part) : part;
    parts.push(bytes);
    length += bytes.length;
  };
  const object = (body: string, stream?: Uint8Array<ArrayBuffer>) => {
    offsets.push(length);
    write(`${offsets.length} 0 obj\n${body}\n`);
    if (stream) [`stream\n`, stream, `\nendstream\n`].forEach(write);
    write("endobj\n");
  };
  write("%PDF-1.4\n%\u00e5\u00e4\u00f6\n");
  object("<< /Type /Catalog /Pages 2 0 R >>");
  object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
  object(
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] ` +
      "/Resources << /XObject << /Board 4 0 R >> >> /Contents 5 0 R >>",
  );
  object(
    `<< /Type /XObject /Subtype /Image /Width ${pixels.width} /Height ${pixels.height} /ColorSpace /DeviceRGB ` +
      `/BitsPerComponent 8 /Filter /DCTDecode /Length ${jpeg.length} >>`,
    jpeg,
  );
  const content = encoder.encode(`q ${width} 0 0 ${height} 0 0 cm /Board Do Q`);
  object(`<< /Length ${content.length} >>`, content);
  const table = length;
  const entries = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const count = offsets.length + 1;
  write(`xref\n0 ${count}\n0000000000 65535 f \n${entries}`);
  write(`trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`);
  return new Blob(parts, { type: "application/pdf" });
}
