/** The person's own background picture, which stays in this page: the next one at the machine must not find it. */
let kept: Blob | null = null;

const LARGEST = 20 * 1024 * 1024;

/** Keeps the picture if the browser can show it; tells whether it can. */
export async function keepOwnPicture(file: Blob): Promise<boolean> {
  if (file.size > LARGEST) return false;
  try {
    (await createImageBitmap(file)).close();
  } catch {
    return false;
  }
  kept = file;
  return true;
}

export function hasOwnPicture(): boolean {
  return kept !== null;
}

/** No larger than the frames that it stands behind. */
export async function ownPicture(): Promise<ImageBitmap | null> {
  return kept && createImageBitmap(kept, { resizeWidth: 1280, resizeQuality: "medium" });
}
