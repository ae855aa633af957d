import { itemFeatureKinds } from '@org/seqrec-data/formats';
import { itemVectorParts, ModelError } from '@org/sequence-model/definition';
import { z } from 'zod';
import { CliError } from '../program/cli-error.js';
import { kebabCase, option } from './option.js';

const kinds = Object.entries(itemFeatureKinds).map(([kind, help]) => `${kind}: ${help}`);

const featureOption = option(z.array(z.string().min(1)).min(1).optional(), {
  value: 'name,name',
  help: `attributes of items that the model reads, each with :kind where it is not the usual one (number for numbers, else category); ${kinds.join('; ')}`,
});

/** The settings of the features of items that models of sequences read. */
export const featureOptions: { readonly itemFeatures: typeof featureOption } = {
  itemFeatures: featureOption,
};

/** What the model section says of the vector of an item. */
const vectorSchema = z.object({
  itemFeatures: z.array(z.string()).optional(),
  itemFusion: z.enum(['sum', 'concat']).optional(),
  itemFeatureSize: z.number().optional(),
  hiddenSize: z.number().optional(),
});

export interface FeatureSettings {
  /** Attributes, each with a kind or without. */
  readonly names: readonly string[] | undefined;
  /** The size of an item's vector without its features. */
  readonly restSize: number;
}

/**
 * The features that the model reads, and what they leave of an item's vector to the rest.
 *
 * @throws CliError `usage` for settings of features that contradict each other.
 */
export function featureSettings(settings: object): FeatureSettings {
  const { itemFeatures, hiddenSize = 0, ...given } = vectorSchema.parse(settings);
  try {
    const { rest } = itemVectorParts({ ...given, hiddenSize }, itemFeatures !== undefined);
    return { names: itemFeatures, restSize: rest };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    const names = /item(?:Fusion|FeatureSize)|hiddenSize/g;
    const message = error.message.replaceAll(names, (name) => `--${kebabCase(name)}`);
    const advice =
      itemFeatures === undefined ? '; name attributes of items with --item-features' : '';
    throw new CliError('usage', `${message}${advice}`);
  }
}
