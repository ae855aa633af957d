import type { SampleWriter } from './sample-writer.js';

/**
 * Next-item prediction for causal models (Kang & McAuley 2018, https://arxiv.org/abs/1808.09781): slot t reads an item
 * and predicts the next. The first n - 1 of n items are inputs, the last n - 1 are labels. Every slot is scored, so its
 * batches have no positions.
 */
export interface NextItemObjective {
  readonly kind: 'next-item';
}

export const nextItemWriter: SampleWriter = {
  extraItems: 1,
  minItems: 2,
  everySlot: true,
  targets: (length) => length,
  meanTargets: (items) => items - 1,
  write({ ids, labels, weights, length }, row, { items }) {
    const inputs = items.length - 1;
    const start = (row + 1) * length - inputs;
    ids.set(items.subarray(0, inputs), start);
    labels.set(items.subarray(1), start);
    weights.fill(1, start, start + inputs);
  },
};
