import { z } from 'zod';
import { option } from '../config/option.js';

const count = z.int().min(1);
const rate = z.number().min(0).lt(1);

/** The settings that every transformer has. */
export function networkOptions({ heads }: { readonly heads: number }) {
  return {
    maxLength: option(count.min(2).default(50), { help: 'longest sequence the model reads' }),
    windowStride: option(z.union([count, z.literal('newest')]).optional(), {
      value: 'n',
      help: 'how far apart the windows of longer histories lie; newest: only the newest (default: the longest sequence)',
    }),
    hiddenSize: option(count.default(64), { help: 'size of an item’s vector' }),
    layers: option(count.default(2), { help: 'transformer blocks' }),
    heads: option(count.default(heads), { help: 'attention heads; divides the hidden size' }),
    innerSize: option(count.optional(), {
      help: 'size inside the feed-forward networks (default: bert4rec four times the hidden size, sasrec the hidden size)',
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
  };
}

type NetworkSettings = z.output<z.ZodObject<ReturnType<typeof networkOptions>>>;

/** The settings as the packages of models call them. */
export function networkShape(settings: NetworkSettings) {
  const { maxLength, hiddenSize, layers, heads, innerSize, dropout, attentionDropout } = settings;
  return {
    maxLength,
    hiddenSize,
    layers,
    heads,
    ...(innerSize === undefined ? {} : { innerSize }),
    dropout,
    attentionDropout,
    stddev: settings.initStddev,
  };
}
