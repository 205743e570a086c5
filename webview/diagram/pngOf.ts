/** Twice as many pixels as the picture has: sharp in print and on dense screens. */
const SCALE = 2;
/** No browser draws a larger canvas everywhere. */
const LARGEST_SIDE = 8192;

/**
 * A picture as a PNG file, drawn by the browser itself.
 *
 * @param source a whole SVG file that refers to nothing outside.
 * @throws {Error} if the browser cannot draw it
 */
export async function pngOf(source: string): Promise<Uint8Array> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
  await image.decode();
  const { naturalWidth, naturalHeight } = image;
  const scale = Math.min(SCALE, LARGEST_SIDE / Math.max(naturalWidth, naturalHeight, 1));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(naturalHeight * scale));
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
  if (!blob) throw new Error('the browser could not draw the picture');
  return new Uint8Array(await blob.arrayBuffer());
}
