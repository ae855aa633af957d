import { Bert4RecError } from './bert4rec-error.js';

/** How large a model is, and where it starts. Every default is explained at {@link DEFAULTS}. */
export interface Bert4RecOptions {
  /** V, the number of items of the catalogue. */
  readonly itemCount: number;
  /** The longest sequence, the mask of a query included. */
  readonly maxLength?: number;
  /** D, the features of an item. Divisible by `heads`. */
  readonly hiddenSize?: number;
  /** L, the number of transformer blocks. */
  readonly layers?: number;
  /** H, the attention heads of each block. */
  readonly heads?: number;
  /** The features inside each feed-forward network. Default four times `hiddenSize`. */
  readonly innerSize?: number;
  /** Dropout of the embeddings and of each sublayer's output, in [0, 1). */
  readonly dropout?: number;
  /** Dropout of the attention probabilities, in [0, 1). */
  readonly attentionDropout?: number;
  /** The deviation of the truncated normal distribution that kernels and tables are drawn from. */
  readonly stddev?: number;
  /** A whole number; the same seed gives the same first weights. */
  readonly seed?: number;
}

/** A complete configuration: what `config.json` of an artifact holds, and enough to build the network again. */
export type Bert4RecConfig = { readonly [Option in keyof Bert4RecOptions]-?: number };

/** The defaults, those of the authors' configuration for MovieLens-1M where they gave one. */
export const DEFAULTS = {
  /** The paper's length for MovieLens; its 50 suits shops, whose histories are short. */
  maxLength: 200,
  /** The paper goes up to 256 and finds little gain beyond 64 on sparse data. */
  hiddenSize: 64,
  /** The paper's L. */
  layers: 2,
  /** The paper's h: 32 features for each head. */
  heads: 2,
  /** The authors' value for MovieLens; they use 0.5 on the much sparser Beauty. */
  dropout: 0.2,
  attentionDropout: 0.2,
  /** BERT's, which the paper keeps. */
  stddev: 0.02,
  seed: 0,
} as const;

const OPTIONS = [
  'itemCount',
  'maxLength',
  'hiddenSize',
  'layers',
  'heads',
  'innerSize',
  'dropout',
  'attentionDropout',
  'stddev',
  'seed',
] as const satisfies readonly (keyof Bert4RecConfig)[];

/** Fills in the defaults and checks every option, so that a typing error in a file is found here and not in training. */
export function completeConfig(options: Readonly<Record<string, unknown>>): Bert4RecConfig {
  const unknown = Object.keys(options).find((name) => !OPTIONS.some((option) => option === name));
  if (unknown !== undefined) {
    throw new Bert4RecError(
      'invalid-config',
      `BERT4Rec has no option '${unknown}'; its options are ${OPTIONS.join(', ')}`,
      { option: unknown },
    );
  }
  const count = (name: keyof Bert4RecConfig, fallback?: number) =>
    checked(name, options[name] ?? fallback, 'a whole number of at least 1', (value) => {
      return Number.isSafeInteger(value) && value >= 1;
    });
  const rate = (name: 'dropout' | 'attentionDropout') =>
    checked(
      name,
      options[name] ?? DEFAULTS[name],
      'a number from 0 up to but not including 1',
      (value) => value >= 0 && value < 1,
    );

  const hiddenSize = count('hiddenSize', DEFAULTS.hiddenSize);
  const heads = count('heads', DEFAULTS.heads);
  if (hiddenSize % heads !== 0) {
    throw new Bert4RecError(
      'invalid-config',
      `hiddenSize is a multiple of heads, got ${hiddenSize} and ${heads}`,
      { option: 'heads' },
    );
  }
  return {
    itemCount: count('itemCount'),
    maxLength: count('maxLength', DEFAULTS.maxLength),
    hiddenSize,
    layers: count('layers', DEFAULTS.layers),
    heads,
    innerSize: count('innerSize', 4 * hiddenSize),
    dropout: rate('dropout'),
    attentionDropout: rate('attentionDropout'),
    stddev: checked('stddev', options.stddev ?? DEFAULTS.stddev, 'a number above 0', (value) => {
      return Number.isFinite(value) && value > 0;
    }),
    seed: checked('seed', options.seed ?? DEFAULTS.seed, 'a whole number', Number.isSafeInteger),
  };
}

function checked(
  option: keyof Bert4RecConfig,
  value: unknown,
  expected: string,
  accepts: (value: number) => boolean,
): number {
  if (typeof value === 'number' && accepts(value)) return value;
  throw new Bert4RecError(
    'invalid-config',
    `${option} is ${expected}, got ${JSON.stringify(value) ?? String(value)}`,
    { option },
  );
}
