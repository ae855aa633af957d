import { z } from 'zod';
import { modelEntry } from './model-entry.js';
import { networkOptions, networkShape } from './network-options.js';

/** Kang & McAuley 2018, https://arxiv.org/abs/1808.09781. */
export const sasrec = modelEntry({
  options: z.strictObject(networkOptions({ heads: 1 })),
  batches: ({ maxLength, windowStride }) => ({
    maxLength,
    windowStride,
    objective: { kind: 'next-item' },
  }),
  load: async () => {
    const { sasrec, sasrecFromConfig } = await import('@org/sasrec');
    return {
      create: (settings, size) => sasrec({ ...size, ...networkShape(settings) }),
      build: sasrecFromConfig,
    };
  },
});
