import { Random } from '@org/random';
import { maskId } from '../dataset/item-ids.js';
import { SeqrecDataError } from '../error.js';
import type { SampleWriter, SampleWriterOptions } from './sample-writer.js';

/**
 * The cloze task of BERT4Rec (Sun et al. 2019, https://arxiv.org/abs/1904.06690): MASK replaces some items of a
 * sequence, and the model predicts them from both sides. Each epoch has new masks.
 */
export interface ClozeObjective {
  readonly kind: 'cloze';
  /**
   * The share of a sequence's items to mask, in (0, 1]. A sequence of n items gets exactly `round(n * maskProbability)`
   * masks, at least one, drawn without replacement as in the authors' code.
   */
  readonly maskProbability: number;
  /** No sequence has more masks than this. */
  readonly maxPredictions: number;
  /**
   * The share of samples, 0..1, that mask only the last item, as a query in serving does. At 0 a model mostly learns to
   * fill gaps, and recommends badly (RecBole issue 1530).
   */
  readonly lastItemShare: number;
  /**
   * The shares of replacements of a chosen item: MASK, a random item, or the item itself (BERT: 0.8, 0.1, 0.1). They
   * add up to 1. A sample that masks only its last item always uses MASK. Default: always MASK, as in BERT4Rec.
   */
  readonly replacement?: { readonly mask: number; readonly random: number; readonly keep: number };
}

export function clozeWriter(
  objective: ClozeObjective,
  { itemCount, seed }: SampleWriterOptions,
): SampleWriter {
  requireValid(objective);
  const { maskProbability, maxPredictions, lastItemShare, replacement } = objective;
  const mask = maskId(itemCount);
  const masksOf = (items: number) =>
    Math.min(maxPredictions, Math.max(1, Math.round(items * maskProbability)));

  return {
    extraItems: 0,
    // A sequence of one item becomes a single MASK, like the query of an empty history.
    minItems: 1,
    everySlot: false,
    targets: masksOf,
    meanTargets: (items) => lastItemShare + (1 - lastItemShare) * masksOf(items),
    write({ ids, positions, labels, weights, length, targets }, row, { items, index, epoch }) {
      const random = Random.of(seed, 'cloze', epoch, index);
      const firstSlot = length - items.length;
      const start = row * length + firstSlot;
      ids.set(items, start);

      let place = row * targets;
      const choose = (i: number, replaced: number) => {
        if (positions !== undefined) positions[place] = firstSlot + i;
        labels[place] = items[i] as number;
        weights[place] = 1;
        ids[start + i] = replaced;
        place += 1;
      };

      if (random.float() < lastItemShare) {
        choose(items.length - 1, mask);
        return;
      }
      // Selection sampling (Knuth, TAOCP 3.4.2, algorithm S): each set of slots is equally likely, in ascending order.
      let wanted = masksOf(items.length);
      for (let i = 0; wanted > 0; i += 1) {
        if (random.float() * (items.length - i) >= wanted) continue;
        wanted -= 1;
        const draw = replacement === undefined ? 0 : random.float();
        if (replacement === undefined || draw < replacement.mask) choose(i, mask);
        else if (draw < replacement.mask + replacement.random) {
          choose(i, 1 + random.integer(itemCount));
        } else choose(i, items[i] as number);
      }
    },
  };
}

function requireValid(objective: ClozeObjective): void {
  const { maskProbability, maxPredictions, lastItemShare, replacement } = objective;
  const refuse = (what: string): never => {
    throw new SeqrecDataError('invalid-option', `cloze objective: ${what}`);
  };
  if (!(maskProbability > 0 && maskProbability <= 1)) {
    refuse(`maskProbability lies above 0 and up to 1, got ${maskProbability}`);
  }
  if (!Number.isInteger(maxPredictions) || maxPredictions < 1) {
    refuse(`maxPredictions is a whole number of at least 1, got ${maxPredictions}`);
  }
  if (!(lastItemShare >= 0 && lastItemShare <= 1)) {
    refuse(`lastItemShare lies in 0..1, got ${lastItemShare}`);
  }
  if (replacement === undefined) return;
  const { mask, random, keep } = replacement;
  const sum = mask + random + keep;
  if (!(mask >= 0 && random >= 0 && keep >= 0 && Math.abs(sum - 1) < 1e-9)) {
    refuse(`replacement shares are 0 or more and add up to 1, got ${mask}, ${random} and ${keep}`);
  }
}
