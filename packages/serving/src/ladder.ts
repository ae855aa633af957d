/**
 * The lengths T that histories are padded to: powers of two and the halves between them, and `maxLength`. A history is
 * padded by less than a half of itself, so that a short one costs less than a long one, and the shapes are few.
 *
 * @example
 * lengthLadder(200); // [8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 200]
 */
export function lengthLadder(maxLength: number): readonly number[] {
  const lengths: number[] = [];
  for (let power = 8; power < maxLength; power *= 2) {
    lengths.push(power, power * 1.5);
  }
  return [...lengths.filter((length) => length < maxLength), maxLength];
}

/** The least power of two times `least` that is at least `count`. */
export function rung(count: number, least: number): number {
  let size = least;
  while (size < count) size *= 2;
  return size;
}
