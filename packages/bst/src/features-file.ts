import { ArtifactError } from '@org/artifact';
import type { Catalogue, ExternalId } from '@org/seqrec-data';
import { z } from 'zod';
import { BstFeatures, type BstFeaturesOptions, type LearnedFeatures } from './features.js';

/** What features learned, without what other files of the artifact have: counts of items, options, texts. */
const finite = z.number();
const names = z.array(z.string());
const schema = z.strictObject({
  formatVersion: z.literal(1),
  range: z.strictObject({ least: finite, most: finite }),
  mean: finite,
  itemBiases: z.array(finite),
  levels: z.array(finite).min(1),
  scales: z.array(
    z.strictObject({ mean: finite, deviation: z.number().positive(), ends: z.array(finite) }),
  ),
  userVocabulary: z.strictObject({
    classes: z.array(z.strictObject({ name: z.string(), values: names })),
    numbers: names,
    sets: z.strictObject({ names, values: names }),
  }),
  users: z.array(z.union([z.string(), z.int()])),
});

/** The file of {@link encodeFeatures}. */
export const FEATURES_FILE = 'features.json';

/** What features learned as JSON. JSON keeps each number exactly. */
export function encodeFeatures({ learned }: BstFeatures): string {
  const { range, statistics, levels, scales, userVocabulary, userRows } = learned;
  const content: z.infer<typeof schema> = {
    ...{ formatVersion: 1, range, mean: statistics.mean, itemBiases: [...statistics.biases] },
    ...{
      levels: [...levels],
      scales: scales.map((scale) => ({ ...scale, ends: [...scale.ends] })),
    },
    userVocabulary: {
      classes: userVocabulary.classes.map(({ name, values }) => ({ name, values: [...values] })),
      numbers: [...userVocabulary.numbers],
      sets: {
        names: [...userVocabulary.sets.names],
        values: [...userVocabulary.sets.values],
      },
    },
    users: [...userRows.keys()],
  };
  return `${JSON.stringify(content)}\n`;
}

export interface DecodeFeaturesOptions {
  readonly options: BstFeaturesOptions;
  readonly catalogue: Catalogue;
  /** [V + 1], the ratings of training of each item. */
  readonly counts: Float64Array;
  /** Names the file in errors. */
  readonly file: string;
}

/**
 * The features of an artifact.
 *
 * @throws ArtifactError `corrupt`.
 */
export function decodeFeatures(
  bytes: Uint8Array,
  { options, catalogue, counts, file }: DecodeFeaturesOptions,
): BstFeatures {
  const content = parsed(bytes, file);
  const { users, range, levels, scales, userVocabulary, mean, itemBiases } = content;
  if (itemBiases.length !== counts.length) {
    throw new ArtifactError(
      'corrupt',
      `${file} has ${itemBiases.length} biases of items, expected ${counts.length}`,
      { file },
    );
  }
  const learned: LearnedFeatures = {
    ...{ options, range, scales, userVocabulary },
    statistics: { mean, biases: Float64Array.from(itemBiases), counts },
    levels: Float64Array.from(levels),
    userRows: new Map<ExternalId, number>(users.map((id, row) => [id, row + 1])),
  };
  return BstFeatures.restore(learned, catalogue);
}

function parsed(bytes: Uint8Array, file: string): z.infer<typeof schema> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new ArtifactError('corrupt', `${file} is not JSON`, { file, cause });
  }
  const { success, data, error } = schema.safeParse(json);
  if (success) return data;
  const [issue] = error.issues;
  throw new ArtifactError(
    'corrupt',
    `${file} does not describe features: ${issue?.path.join('.') || 'it'}: ${issue?.message}`,
    { file, cause: error },
  );
}
