import { z } from 'zod';
import { option } from '../config/option.js';
import { itemLossOf, lossOptions, negativesOf } from './loss-options.js';
import { modelEntry } from './model-entry.js';
import { networkOptions, networkShape } from './network-options.js';

const count = z.int().min(1);
const share = z.number().min(0).max(1);

/** Sun et al. 2019, https://arxiv.org/abs/1904.06690. */
export const bert4rec = modelEntry({
  options: z.strictObject({
    ...networkOptions({ heads: 2 }),
    maskProbability: option(share.gt(0).default(0.3), {
      value: 'share',
      help: 'items of a sequence that are masked',
    }),
    maxPredictions: option(count.optional(), {
      help: 'most items of a sequence that are masked (default: what the share gives)',
    }),
    replacement: option(z.enum(['mask', 'bert']).default('mask'), {
      help: 'what stands in their place: always the mask, or as in BERT also random items and themselves',
    }),
    lastItemShare: option(share.default(0.2), {
      value: 'share',
      help: 'samples that mask only their last item, which is what serving asks',
    }),
    ...lossOptions,
  }),
  batches: ({
    maxLength,
    windowStride,
    maskProbability,
    maxPredictions,
    lastItemShare,
    replacement,
    ...settings
  }) => ({
    maxLength,
    windowStride,
    objective: {
      kind: 'cloze',
      maskProbability,
      maxPredictions: maxPredictions ?? Math.max(1, Math.round(maxLength * maskProbability)),
      lastItemShare,
      ...(replacement === 'bert' ? { replacement: { mask: 0.8, random: 0.1, keep: 0.1 } } : {}),
    },
    negatives: negativesOf(settings),
  }),
  load: async () => {
    const { bert4rec, bert4recFromConfig } = await import('@org/bert4rec');
    return {
      create: (settings, size) =>
        bert4rec({ ...size, ...networkShape(settings), loss: itemLossOf(settings) }),
      build: bert4recFromConfig,
    };
  },
});
