import { type ModelKind, modelKinds, models } from '@org/models';
import type { Objective, TimestampUnit, TrainingBatchesOptions } from '@org/seqrec-data';
import type { SequenceModel } from '@org/sequence-model';
import { divisionProblem } from '@org/sequence-model/definition';
import { z } from 'zod';
import { CliError } from '../program/cli-error.js';
import { featureOptions } from './feature-options.js';
import { itemLossOf, lossOptions, negativesOf } from './loss-options.js';
import { kebabCase, option } from './option.js';
import { settingsOfAny } from './option-settings.js';
import { checkedVectors, type VectorSettings, vectorOptions } from './vector-options.js';

export const defaultModelKind: ModelKind = 'bert4rec';

/** The section `model` of a checked configuration. */
export interface ModelSettings extends Readonly<Record<string, unknown>> {
  readonly kind: ModelKind;
}

const kindOption = option(z.enum(modelKinds).default(defaultModelKind), {
  flag: 'model',
  help: 'kind of model; bst, which predicts ratings, is trained by train-ratings',
});

const windowOption = option(z.union([z.int().min(1), z.literal('newest')]).optional(), {
  value: 'n',
  help: 'distance between the windows of longer sequences; newest: only the newest window (default: the longest sequence)',
});

const itemVectorOptions = vectorOptions('with any --item-embedding but id');

/**
 * The schema of the section `model` for one kind: its options that have a flag, and the settings of its objective and
 * of losses.
 */
export function modelSection(kind: ModelKind): z.ZodObject<{ kind: typeof kindOption }> {
  const { options, objective } = models[kind].definition;
  const shape = {
    ...settingsOfAny(options),
    ...('itemEmbedding' in options ? { ...itemVectorOptions, ...featureOptions } : {}),
    windowStride: windowOption,
    ...settingsOfAny(objective.options),
    ...lossOptions,
  };
  return z.strictObject({ kind: kindOption, ...shape }).check(({ value, issues }) => {
    for (const [key, definition] of Object.entries(options)) {
      const message = divisionProblem(key, definition, value);
      if (message !== undefined) {
        issues.push({ code: 'custom', path: [key], message, input: value });
      }
    }
  });
}

/**
 * Where the vectors of items come from; undefined if the model learns a vector for each item.
 *
 * @throws CliError `usage` if settings contradict each other.
 */
export function vectorSettings(settings: ModelSettings): VectorSettings | undefined {
  const { itemEmbedding = 'id', ...vectors } = z
    .object({ itemEmbedding: z.string().optional(), ...itemVectorOptions })
    .parse(settings);
  const { itemVectors, textEncoder } = vectors;
  if (itemEmbedding === 'id') {
    const given = Object.entries(vectors).find(([, value]) => value !== undefined);
    if (given === undefined) return undefined;
    throw new CliError(
      'usage',
      `--${kebabCase(given[0])} has no effect where a vector is learned for each item: choose another --item-embedding than id`,
    );
  }
  if ((itemVectors === undefined) === (textEncoder === undefined)) {
    throw new CliError(
      'usage',
      `--item-embedding ${itemEmbedding} needs the vectors of items: give either --item-vectors or --text-encoder`,
    );
  }
  return checkedVectors(vectors);
}

export interface ModelBatches {
  readonly objective: Objective;
  readonly maxLength: number;
  readonly windowStride: TrainingBatchesOptions['windowStride'];
  readonly negatives: TrainingBatchesOptions['negatives'];
}

/**
 * The objective, the negatives and the windows of a model's batches.
 *
 * @throws CliError `usage` if settings contradict each other.
 */
export function modelBatches(settings: ModelSettings): ModelBatches {
  const { objective } = models[settings.kind].definition;
  const { maxLength, windowStride } = z
    .object({ maxLength: z.number(), windowStride: windowOption })
    .parse(settings);
  return {
    maxLength,
    windowStride,
    objective: objective.objective(pick(settings, Object.keys(objective.options)), maxLength),
    negatives: negativesOf(z.object(lossOptions).parse(settings)),
  };
}

export interface ModelSize {
  /** V. */
  readonly itemCount: number;
  /** The seed of the first weights. */
  readonly seed: number;
  /** The unit of the data's timestamps, for a model that reads times. */
  readonly timeUnit?: TimestampUnit | undefined;
  /** C, the size of the vectors of items, if the model reads them. */
  readonly contentSize?: number | undefined;
  /** F, the columns of the features of items, if the model reads some. */
  readonly featureColumns?: number | undefined;
}

/** The model of the settings, with first weights. An engine must be running. */
export function createModel(
  settings: ModelSettings,
  { timeUnit, ...size }: ModelSize,
): Promise<SequenceModel> {
  const { definition, build } = models[settings.kind];
  const own = pick(settings, Object.keys(settingsOfAny(definition.options)));
  const times = Number(own.timeBuckets ?? 0) > 0 && timeUnit !== undefined ? { timeUnit } : {};
  return build({ ...own, ...size, ...times, loss: itemLossOf(settings) });
}

function pick(settings: object, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => keys.includes(key)));
}
