/**
 * Scales labels to another size. Each pixel takes the label of the nearest source pixel (half-pixel centres), so no
 * label arises that was not there.
 */
export function resizeLabels(
  labels: Uint8Array,
  from: { readonly width: number; readonly height: number },
  to: { readonly width: number; readonly height: number },
): Uint8Array {
  if (from.width === to.width && from.height === to.height) {
    return labels;
  }
  const columns = Array.from({ length: to.width }, (_, x) => Math.floor(((x + 0.5) * from.width) / to.width));
  const resized = new Uint8Array(to.width * to.height);
  for (let y = 0; y < to.height; y++) {
    const row = Math.floor(((y + 0.5) * from.height) / to.height) * from.width;
    for (let x = 0; x < to.width; x++) {
      resized[y * to.width + x] = labels[row + columns[x]];
    }
  }
  return resized;
}
