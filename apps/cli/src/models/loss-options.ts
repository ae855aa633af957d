import type { ItemLoss } from '@org/attention';
import type { NegativeSampling, NegativesOptions } from '@org/seqrec-data';
import { z } from 'zod';
import { option } from '../config/option.js';
import { CliError } from '../program/cli-error.js';

type LossKind = ItemLoss['kind'];

/** What is set against each label where nobody says how much: the counts of the papers. */
const defaultNegatives: Readonly<Record<LossKind, number>> = {
  softmax: 0,
  /** Shared or not, more than that gains little (Klenitskiy & Vasilev 2023, figure 2). */
  'sampled-softmax': 256,
  /** SASRec's. */
  bce: 1,
  /** gSASRec's. */
  gbce: 256,
  bpr: 1,
};

const lossKinds = Object.keys(defaultNegatives) as [LossKind, ...LossKind[]];

/** What is learned, and from which negatives: the same settings for every kind of model. */
export const lossOptions = {
  loss: option(z.enum(lossKinds).default('softmax'), {
    help: 'what is learned; softmax ranks the label above all items, the others above sampled negatives',
  }),
  gbceT: option(z.number().min(0).max(1).default(0.75), {
    value: 't',
    help: 'calibration of gbce: 0 is bce, 1 undoes what sampling does to the scores',
  }),
  negatives: option(z.int().min(1).optional(), {
    help: 'negatives against each label (default: 1 with bce and bpr, else 256)',
  }),
  negativeSampling: option(z.enum(['uniform', 'popularity', 'in-batch']).default('uniform'), {
    help: 'how they are drawn: all items alike, by popularity, or among the labels of the batch, which share them',
  }),
  negativeAlpha: option(z.number().min(0).default(0.75), {
    value: 'x',
    help: 'exponent of the popularity',
  }),
  negativesPer: option(z.enum(['label', 'sequence', 'batch']).default('label'), {
    help: 'whether each label has negatives of its own, or those of a sequence or batch share them, which makes many cheap',
  }),
  unseenNegatives: option(z.boolean().default(false), {
    help: 'draw none that the user has had',
    off: 'draw what the user has had, too',
  }),
  explicitNegatives: option(z.number().min(0).max(1).default(0), {
    value: 'probability',
    help: 'how often a negative is one of the user’s dislikes, where there are any',
  }),
  dislikeWeight: option(z.number().min(0).default(1), {
    value: 'x',
    help: 'how many times a disliked item counts in the loss',
  }),
};

type LossSettings = z.output<z.ZodObject<typeof lossOptions>>;

/** The settings as the packages of models take them. */
export function itemLossOf({ loss, gbceT }: LossSettings): ItemLoss {
  return loss === 'gbce' ? { kind: loss, t: gbceT } : { kind: loss };
}

/** What batches have to hold for the loss; undefined where it needs no negatives. */
export function negativesOf(settings: LossSettings): NegativesOptions | undefined {
  const { loss, negatives, negativesPer, explicitNegatives, dislikeWeight } = settings;
  if (loss === 'softmax') {
    if (negatives === undefined && explicitNegatives === 0 && dislikeWeight === 1) return undefined;
    throw new CliError(
      'usage',
      `the softmax loss compares with all items and takes no negatives: leave them out, or choose --loss ${lossKinds.filter((kind) => kind !== 'softmax').join(', ')}`,
    );
  }
  const sampling = samplingOf(settings);
  return {
    count: negatives ?? defaultNegatives[loss],
    sampling,
    ...(sampling.kind === 'in-batch' ? {} : { per: negativesPer }),
    logQ: loss === 'sampled-softmax',
  };
}

function samplingOf(settings: LossSettings): NegativesOptions['sampling'] {
  const { negativeSampling, negativesPer, unseenNegatives } = settings;
  const { explicitNegatives, dislikeWeight, negativeAlpha } = settings;
  const wantsDislikes = explicitNegatives > 0 || dislikeWeight !== 1;
  const perBatch = negativesPer === 'batch' || negativeSampling === 'in-batch';
  if (perBatch && (unseenNegatives || wantsDislikes)) {
    throw new CliError(
      'usage',
      'negatives that a batch shares cannot depend on a user: leave out --unseen-negatives, --explicit-negatives and --dislike-weight, or draw negatives per sequence or label',
    );
  }
  if (negativeSampling === 'in-batch') return { kind: 'in-batch' };
  const excludeSeen = unseenNegatives;
  const otherwise: Exclude<NegativeSampling, { readonly kind: 'dislikes' }> =
    negativeSampling === 'popularity'
      ? { kind: 'popularity', alpha: negativeAlpha, excludeSeen }
      : { kind: 'uniform', excludeSeen };
  if (!wantsDislikes) return otherwise;
  return { kind: 'dislikes', probability: explicitNegatives, weight: dislikeWeight, otherwise };
}
