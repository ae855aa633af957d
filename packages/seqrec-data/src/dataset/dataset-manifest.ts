import type { Fields } from '@org/files';
import { z } from 'zod';
import { SeqrecDataError } from '../error.js';
import type { SourceLayout } from '../sources/source.js';
import type { SourceFile } from '../sources/source-files.js';
import {
  DATASET_FORMAT_VERSION,
  type DatasetCounts,
  type DatasetManifest,
  type PreparationReport,
  type UnreadFile,
} from './dataset.js';
import { datasetFiltersSchema } from './dataset-filters.js';
import { splitRecipeSchema } from './split-recipe.js';

const count = z.int().min(0);
const idKind = z.enum(['integer', 'string', 'mixed']);

const manifestSchema = z.object({
  formatVersion: z.literal(DATASET_FORMAT_VERSION),
  contentHash: z.string(),
  counts: z.object({
    users: count,
    sequences: count,
    items: count,
    interactions: count,
    dislikes: count,
  } satisfies Fields<DatasetCounts>),
  source: z.object({
    format: z.string(),
    settings: z.record(z.string(), z.unknown()),
    layout: z
      .object({
        delimiter: z.string().optional(),
        header: z.boolean().optional(),
        encoding: z.string().optional(),
        isList: z.boolean().optional(),
        columns: z.object({
          user: z.string(),
          item: z.string(),
          timestamp: z.string().optional(),
          value: z.string().optional(),
          session: z.string().optional(),
          disliked: z.string().optional(),
        } satisfies Fields<SourceLayout['columns']>),
      } satisfies Fields<SourceLayout>)
      .exactOptional(),
    timestampUnit: z.enum(['seconds', 'milliseconds']).exactOptional(),
    files: z.array(
      z.object({ name: z.string(), bytes: count, sha256: z.string() } satisfies Fields<SourceFile>),
    ),
  } satisfies Fields<DatasetManifest['source']>),
  filters: datasetFiltersSchema,
  preparation: z.object({
    rows: count,
    badRows: count,
    unread: z
      .array(
        z.object({
          name: z.string(),
          unit: z.enum(['line', 'record']),
          after: count,
          parts: count,
          bytes: count,
          endsAfter: count.optional(),
          reason: z.string(),
        } satisfies Fields<UnreadFile>),
      )
      .optional(),
    disliked: count,
    duplicates: count,
    tooLong: count,
    tooFew: count,
  } satisfies Fields<PreparationReport>),
  ids: z.object({ users: idKind, items: idKind, pad: z.int(), mask: z.int() } satisfies Fields<
    DatasetManifest['ids']
  >),
  split: splitRecipeSchema.exactOptional(),
  files: z.record(z.string(), z.string()),
} satisfies Record<keyof DatasetManifest | 'files', z.ZodType>);

/** SHA-256 of the other files of an artifact by name, as hex. */
export type FileHashes = Readonly<Record<string, string>>;

/** The text of `dataset.json`: the manifest, with the hashes of the other files under `files`. */
export function formatManifest(manifest: DatasetManifest, files: FileHashes): string {
  return `${JSON.stringify({ ...manifest, files }, undefined, 2)}\n`;
}

/** Parses the JSON of {@link formatManifest}; `file` names it in errors. */
export function parseManifest(
  value: unknown,
  file: string,
): { readonly manifest: DatasetManifest; readonly files: FileHashes } {
  const checked = manifestSchema.safeParse(value);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw corrupt(file, `${issue?.path.join('.')}: ${issue?.message}`, checked.error);
  }
  const { files, ...manifest } = checked.data;
  return { manifest, files };
}

function corrupt(file: string, problem: string, cause: unknown): SeqrecDataError {
  return new SeqrecDataError(
    'artifact-corrupt',
    `${file} does not describe a dataset (${problem}); prepare the dataset again`,
    { file, cause },
  );
}
