import type { DropoutSource } from '@org/sequence-model';
import { fillKeepMask, maskKey } from './keep-mask.js';
import type { StepContext } from './step.js';

/**
 * Dropout masks as feeds of a step, for the piece of a batch that starts at `firstRow` and has `rows` rows. Where a
 * mask's first axis counts rows or is a multiple of them, each row has a stream of its own; any other mask has one.
 */
export function dropoutFeeds(
  context: StepContext,
  piece: { readonly seed: number; readonly firstRow: number; readonly rows: number },
): DropoutSource {
  const { seed, firstRow, rows } = piece;
  const occurrences = new Map<string, number>();
  return (shape, rate, site) => {
    const occurrence = occurrences.get(site) ?? 0;
    occurrences.set(site, occurrence + 1);
    const key = maskKey(seed, site, occurrence);
    const parts = (shape[0] ?? 0) % rows === 0 ? rows : 1;
    return context.feed(`dropout/${site}/${occurrence}/${firstRow}`, shape, 'bool', (out, step) =>
      fillKeepMask(out as Uint8Array, rate, parts, { key, step, firstRow }),
    );
  };
}
