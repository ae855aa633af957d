import type { SampleWriter } from './objective.js';

/**
 * Next-item prediction for causal models (Kang & McAuley 2018, https://arxiv.org/abs/1808.09781): slot t reads an item
 * and predicts the next. The first n - 1 of n items are inputs, the last n - 1 are labels. M = T and prediction slot m is slot
 * m, so a model may skip the gather.
 */
export interface NextItemObjective {
  readonly kind: 'next-item';
}

export const nextItemWriter: SampleWriter = {
  extraItems: 1,
  minItems: 2,
  targets: (length) => length,
  meanTargets: (items) => items - 1,
  write({ ids, positions, labels, weights, length }, row, { items }) {
    const inputs = items.length - 1;
    const firstSlot = length - inputs;
    const start = row * length + firstSlot;
    ids.set(items.subarray(0, inputs), start);
    labels.set(items.subarray(1), start);
    for (let i = 0; i < inputs; i += 1) positions[start + i] = firstSlot + i;
    weights.fill(1, start, start + inputs);
  },
};
