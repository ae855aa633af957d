/** A class for each doubling of seconds, up to 2³¹ s, and class 0 for no time. */
export const GAP_CLASSES = 33;

/** The class of the time between an event and the question; 0 where it is unknown. */
export function gapClass(seconds: number): number {
  if (!(seconds >= 0)) return 0;
  return Math.min(GAP_CLASSES - 1, 1 + Math.floor(Math.log2(1 + seconds)));
}
