import { maskKey } from '@org/random';
import type { DropoutSource, PieceContext } from '@org/step';

/**
 * Dropout masks for a piece of `rows` rows. If a mask's first axis is a multiple of the rows, each row has its own
 * stream; any other mask has one stream.
 */
export function dropoutMasks(
  context: PieceContext,
  { seed, rows }: { readonly seed: number; readonly rows: number },
): DropoutSource {
  const occurrences = new Map<string, number>();
  return (shape, rate, site) => {
    const occurrence = occurrences.get(site) ?? 0;
    occurrences.set(site, occurrence + 1);
    return context.keepMask(`dropout/${site}/${occurrence}`, shape, {
      rate,
      key: maskKey(seed, site, occurrence),
      rows: (shape[0] ?? 0) % rows === 0 ? rows : 1,
    });
  };
}
