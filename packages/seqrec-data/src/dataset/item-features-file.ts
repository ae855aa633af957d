import { z } from 'zod';
import { SeqrecDataError } from '../error.js';
import type { ItemFeature } from './item-features.js';

const FORMAT_VERSION = 1;

const attribute = z.string().min(1);
const featureSchema: z.ZodType<ItemFeature> = z.union([
  z.strictObject({
    attribute,
    kind: z.enum(['category', 'categories']),
    values: z.array(z.string().min(1)).min(1),
  }),
  z.strictObject({ attribute, kind: z.literal('number'), mean: z.number(), deviation: z.number() }),
  z.strictObject({ attribute, kind: z.literal('buckets'), bounds: z.array(z.number()) }),
]);
const fileSchema = z.strictObject({
  formatVersion: z.literal(FORMAT_VERSION),
  features: z.array(featureSchema).min(1),
});

/** The text of a file of features. */
export function formatItemFeatures(features: readonly ItemFeature[]): string {
  return `${JSON.stringify({ formatVersion: FORMAT_VERSION, features }, undefined, 2)}\n`;
}

/**
 * Parses the text of {@link formatItemFeatures}; `file` names it in errors.
 *
 * @throws SeqrecDataError `artifact-corrupt`
 */
export function parseItemFeatures(text: string, file: string): readonly ItemFeature[] {
  try {
    return fileSchema.parse(JSON.parse(text)).features;
  } catch (cause) {
    throw new SeqrecDataError('artifact-corrupt', `${file} does not describe features of items`, {
      ...{ file, cause },
    });
  }
}
