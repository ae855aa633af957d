import { z } from 'zod';
import { option } from '../config/option.js';
import { modelEntry } from './model-entry.js';

const count = z.int().min(1);
const rate = z.number().min(0).lt(1);
const share = z.number().min(0).max(1);

/** Sun et al. 2019, https://arxiv.org/abs/1904.06690. */
export const bert4rec = modelEntry({
  options: z.strictObject({
    maxLength: option(count.min(2).default(50), { help: 'longest sequence the model reads' }),
    windowStride: option(z.union([count, z.literal('newest')]).optional(), {
      value: 'n',
      help: 'how far apart the windows of longer histories lie; newest: only the newest (default: the longest sequence)',
    }),
    hiddenSize: option(count.default(64), { help: 'size of an item’s vector' }),
    layers: option(count.default(2), { help: 'transformer blocks' }),
    heads: option(count.default(2), { help: 'attention heads; divides the hidden size' }),
    innerSize: option(count.optional(), {
      help: 'size inside the feed-forward networks (default: four times the hidden size)',
    }),
    dropout: option(rate.default(0.1), {
      value: 'rate',
      help: 'dropout of embeddings and sublayers',
    }),
    attentionDropout: option(rate.default(0.1), {
      value: 'rate',
      help: 'dropout of attention probabilities',
    }),
    initStddev: option(z.number().positive().default(0.02), {
      value: 'x',
      help: 'deviation of the first weights',
    }),
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
  }),
  batches: ({
    maxLength,
    windowStride,
    maskProbability,
    maxPredictions,
    lastItemShare,
    replacement,
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
  }),
  load: async () => {
    const { bert4rec, bert4recFromConfig } = await import('@org/bert4rec');
    return {
      create: (settings, { itemCount, seed }) => {
        const { maxLength, hiddenSize, layers, heads, innerSize, dropout } = settings;
        return bert4rec({
          itemCount,
          maxLength,
          hiddenSize,
          layers,
          heads,
          ...(innerSize === undefined ? {} : { innerSize }),
          dropout,
          attentionDropout: settings.attentionDropout,
          stddev: settings.initStddev,
          seed,
        });
      },
      build: bert4recFromConfig,
    };
  },
});
