import { z } from 'zod';
import { itemLossOf, lossOptions, negativesOf } from './loss-options.js';
import { modelEntry } from './model-entry.js';
import { networkOptions, networkShape } from './network-options.js';

/** Kang & McAuley 2018, https://arxiv.org/abs/1808.09781. */
export const sasrec = modelEntry({
  options: z.strictObject({ ...networkOptions({ heads: 1 }), ...lossOptions }),
  batches: (settings) => ({
    maxLength: settings.maxLength,
    windowStride: settings.windowStride,
    objective: { kind: 'next-item' },
    negatives: negativesOf(settings),
  }),
  load: async () => {
    const { sasrec, sasrecFromConfig } = await import('@org/sasrec');
    return {
      create: (settings, size) =>
        sasrec({ ...size, ...networkShape(settings), loss: itemLossOf(settings) }),
      build: sasrecFromConfig,
    };
  },
});
