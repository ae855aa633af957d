/** A class for each doubling of seconds, up to 2³¹ s, and class 0 for no time. */
export const GAP_CLASSES = 33;

/** The class of the time between an event and the question; 0 where it is unknown. */
export function gapClass(seconds: number): number {
  if (!(seconds >= 0)) return 0;
  // 1 + ⌊log₂ x⌋ is the number of binary digits of x.
  return 32 - Math.clz32(Math.min(1 + seconds, 2 ** 31));
}
