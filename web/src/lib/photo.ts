/** A photo as a fresh JPEG picture: no larger than needed, upright, and without what a camera writes into it, such as
 * where it was taken. */
async function plainPhoto(photo: Blob, longest = 2400, quality = 0.86): Promise<Blob> {
  const picture = await createImageBitmap(photo, { imageOrientation: "from-image" });
  try {
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
    const width = Math.max(1, Math.round(picture.width * scale));
    const height = Math.max(1, Math.round(picture.height * scale));
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no canvas");
    // JPEG has no transparency; paper is white.
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, width, height);
    context.drawImage(picture, 0, 0, width, height);
    return await new Promise<Blob>((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/jpeg", quality);
    });
  } finally {
    picture.close();
  }
}

/** Pictures that cameras take, by the ending of their name. */
const TAKEN = /\.(jpe?g|heic|heif)$/i;

/** What is sent of a file that a person chose: photos as plain pictures, everything else as it is. */
export async function sendable(file: File): Promise<{ blob: Blob; name: string }> {
  if (!TAKEN.test(file.name)) return { blob: file, name: file.name };
  const blob = await plainPhoto(file, 4000).catch(() => file);
  return { blob, name: blob === file ? file.name : file.name.replace(TAKEN, ".jpg") };
}
