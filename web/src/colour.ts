/** A hue in degrees, the same for a user wherever and whenever shown. Neighbouring ids get hues far apart. */
export function hueOf(userId: string): number {
  let hash = 0;
  for (const letter of userId) hash = (Math.imul(hash, 31) + (letter.codePointAt(0) ?? 0)) >>> 0;
  return Math.round((hash * 137.508) % 360); // the golden angle
}
