import type { serialization } from '@tensorflow/tfjs-core';
import type { Activation } from '../activation.js';
import { AttentionError } from '../attention-error.js';
import {
  type BaseLayerOptions,
  dropoutRate,
  type InitializerOptions,
  nonNegative,
  oneOf,
  positiveInteger,
} from './layer-options.js';

/**
 * Where a block normalizes: after each residual sum (`post`, BERT), before each sublayer (`pre`, GPT-2), or as SASRec's
 * code does (`query`): before each sublayer, with residual sums that add the normalized values, and in attention only
 * the queries.
 */
export type NormPlacement = 'post' | 'pre' | 'query';

const NORM_PLACEMENTS: readonly NormPlacement[] = ['post', 'pre', 'query'];

export interface TransformerBlockOptions extends BaseLayerOptions, InitializerOptions {
  /** The number of heads; divides the number of features. */
  readonly heads: number;
  /** The number of features inside the feed-forward network. */
  readonly innerSize: number;
  /** The activation of the feed-forward network. Default `gelu`. */
  readonly activation?: Activation;
  /** Default `post`. With the others, a stack of blocks needs a final normalization. */
  readonly norm?: NormPlacement;
  /**
   * Whether the output of each sublayer is multiplied by `sigmoid(x kernel + bias)`, of the block's or the sublayer's input x
   * before it is normalized (LiGR: Borisyuk et al. 2025, https://arxiv.org/abs/2502.03417). Needs `norm: 'pre'`. Default
   * false.
   */
  readonly gated?: boolean;
  /** Whether slot t attends only to the slots 0..t that the mask does not hide. Default false. */
  readonly causal?: boolean;
  /**
   * The buckets of a bias of attention by the time between query and key, which heads share, as in HSTU; the layer then
   * takes a mask and the buckets. Default 0: no such bias.
   */
  readonly timeBuckets?: number;
  /**
   * In [0, 1), the share of a filter in the first sublayer's output, beside attention's (BSARec: Shin et al. 2024,
   * https://arxiv.org/abs/2312.10325). The filter keeps low frequencies and learns a factor for the rest of each feature.
   * Needs `norm: 'post'` and `causal`. Default 0: no filter.
   */
  readonly filterShare?: number;
  /** The lowest frequencies that pass the filter, 0 included. Default 3. */
  readonly filterFrequencies?: number;
  /** The longest sequence, whose Fourier transform defines the frequencies; for the filter. */
  readonly filterLength?: number;
  /** Dropout of both sublayers' outputs, before the residual sum. Default 0. */
  readonly dropout?: number;
  /** Dropout of attention's output. Default `dropout`. */
  readonly attentionOutputDropout?: number;
  /** Dropout inside the feed-forward network, after its activation. Default 0. */
  readonly innerDropout?: number;
  /** Dropout of the attention probabilities. Default 0. */
  readonly attentionDropout?: number;
  /** Added to the variance when normalizing. Default 1e-12. */
  readonly epsilon?: number;
}

type DropoutOption = 'dropout' | 'attentionOutputDropout' | 'innerDropout' | 'attentionDropout';

/** The options of a block, with defaults in place of those left out. */
export type TransformerBlockSettings = Required<
  Omit<TransformerBlockOptions, keyof BaseLayerOptions | keyof InitializerOptions>
>;

/**
 * Checks the options of the block of this name.
 *
 * @throws AttentionError `invalid-option`.
 */
export function blockSettings(
  name: string,
  options: TransformerBlockOptions,
): TransformerBlockSettings {
  const rate = (option: DropoutOption, fallback = 0) =>
    dropoutRate(name, option, options[option] ?? fallback);
  const outputDropout = rate('dropout');
  const settings: TransformerBlockSettings = {
    heads: positiveInteger(name, 'heads', options.heads),
    innerSize: positiveInteger(name, 'innerSize', options.innerSize),
    activation: oneOf(
      name,
      'activation',
      ['gelu', 'relu', 'swiglu', 'none'],
      options.activation ?? 'gelu',
    ),
    norm: oneOf(name, 'norm', NORM_PLACEMENTS, options.norm ?? 'post'),
    gated: options.gated ?? false,
    causal: options.causal ?? false,
    timeBuckets: nonNegative(name, 'timeBuckets', options.timeBuckets ?? 0),
    filterShare: dropoutRate(name, 'filterShare', options.filterShare ?? 0),
    filterFrequencies: positiveInteger(name, 'filterFrequencies', options.filterFrequencies ?? 3),
    filterLength: nonNegative(name, 'filterLength', options.filterLength ?? 0),
    dropout: outputDropout,
    attentionOutputDropout: rate('attentionOutputDropout', outputDropout),
    innerDropout: rate('innerDropout'),
    attentionDropout: rate('attentionDropout'),
    epsilon: nonNegative(name, 'epsilon', options.epsilon ?? 1e-12),
  };
  const problem = problemOf(settings);
  if (problem !== undefined) throw new AttentionError('invalid-option', name, problem);
  return settings;
}

/** What does not go together in a block, if anything. */
function problemOf(settings: TransformerBlockSettings): string | undefined {
  const { norm, gated, causal, filterShare, filterFrequencies, filterLength } = settings;
  if (gated && norm !== 'pre') return `gated needs the norm 'pre', got '${norm}'`;
  if (filterShare === 0) return undefined;
  if (norm !== 'post' || !causal) {
    return `a filter needs the norm 'post' and causal, got '${norm}' and ${causal}`;
  }
  const most = Math.floor(filterLength / 2) + 1;
  return filterFrequencies > most
    ? `filterFrequencies is at most ${most} with the filterLength ${filterLength}, got ${filterFrequencies}`
    : undefined;
}

/** The settings as a saved model has them: those that came later only where they differ from their defaults. */
export function blockConfig(settings: TransformerBlockSettings): serialization.ConfigDict {
  const { heads, innerSize, activation, norm, gated, causal, timeBuckets, epsilon } = settings;
  const { filterShare, filterFrequencies, filterLength } = settings;
  const { dropout, attentionOutputDropout, innerDropout, attentionDropout } = settings;
  return {
    ...{ heads, innerSize, activation, norm, ...(gated && { gated }), causal },
    ...(timeBuckets > 0 && { timeBuckets }),
    ...(filterShare > 0 && { filterShare, filterFrequencies, filterLength }),
    ...{ dropout, attentionOutputDropout, innerDropout, attentionDropout, epsilon },
  };
}
