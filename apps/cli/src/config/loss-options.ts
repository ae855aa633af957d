import { itemLosses, itemLossKinds, type LossOption } from '@org/attention/losses';
import type { NegativeSampling, NegativesOptions } from '@org/seqrec-data';
import { z } from 'zod';
import { CliError } from '../program/cli-error.js';
import { option } from './option.js';

const samplingKinds = itemLossKinds.filter((kind) => itemLosses[kind].negatives > 0);

/** The options of each loss, as settings with the name of the loss: `gbceT`. */
const ownOptions = itemLossKinds.flatMap((kind) =>
  Object.entries<LossOption<unknown>>(itemLosses[kind].options).map(([name, definition]) => ({
    kind,
    name,
    key: camelCase(`${kind}-${name}`),
    definition,
  })),
);

/** The loss and its negatives: the same settings for every kind of model. */
export const lossOptions = {
  loss: option(z.enum(itemLossKinds).default('softmax'), {
    help: `loss function: ${itemLossKinds.map((kind) => `${kind} ${itemLosses[kind].help}`).join('; ')}`,
  }),
  ...Object.fromEntries(
    ownOptions.map(({ key, definition: { schema, default: value, ...info } }) => [
      key,
      option(schema.default(value), info),
    ]),
  ),
  negatives: option(z.int().min(1).optional(), {
    help: 'negatives against each label',
    defaultText: samplingKinds.map((kind) => `${kind} ${itemLosses[kind].negatives}`).join(', '),
  }),
  negativeSampling: option(z.enum(['uniform', 'popularity', 'in-batch']).default('uniform'), {
    help: 'how they are drawn: uniformly, by popularity, or from the labels of the batch, which share them',
  }),
  negativeAlpha: option(z.number().min(0).default(0.75), {
    value: 'x',
    help: 'exponent of the popularity',
  }),
  negativesPer: option(z.enum(['label', 'sequence', 'batch']).default('label'), {
    help: 'what shares the same negatives: nothing (each label has its own), the labels of a sequence or those of a batch; shared negatives are cheap',
  }),
  unseenNegatives: option(z.boolean().default(false), {
    help: 'draw no items of the history',
    off: 'draw items of the history too',
  }),
  explicitNegatives: option(z.number().min(0).max(1).default(0), {
    value: 'probability',
    help: 'share of negatives that are dislikes of the user, if there are any',
  }),
  dislikeWeight: option(z.number().min(0).default(1), {
    value: 'x',
    help: 'how many times a disliked item counts in the loss',
  }),
};

export type LossSettings = z.output<z.ZodObject<typeof lossOptions>>;

/** The loss of the settings with its options. The model checks it. */
export function itemLossOf(settings: Readonly<Record<string, unknown>>): unknown {
  const own = ownOptions.filter(({ kind }) => kind === settings.loss);
  return {
    kind: settings.loss,
    ...Object.fromEntries(own.map(({ name, key }) => [name, settings[key]])),
  };
}

/** The negatives that batches need for the loss; undefined if it needs none. */
export function negativesOf(settings: LossSettings): NegativesOptions | undefined {
  const { loss, negatives, negativesPer, explicitNegatives, dislikeWeight } = settings;
  const definition = itemLosses[loss];
  if (definition.negatives === 0) {
    if (negatives === undefined && explicitNegatives === 0 && dislikeWeight === 1) return undefined;
    throw new CliError(
      'usage',
      `the ${definition.label} loss compares with all items and takes no negatives: leave them out, or choose --loss ${samplingKinds.join(', ')}`,
    );
  }
  const sampling = samplingOf(settings);
  return {
    count: negatives ?? definition.negatives,
    sampling,
    ...(sampling.kind === 'in-batch' ? {} : { per: negativesPer }),
    logQ: definition.logQ,
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

function camelCase(words: string): string {
  return words.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
