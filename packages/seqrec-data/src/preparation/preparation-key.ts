import { sha256 } from '@org/files';
import { DATASET_FORMAT_VERSION } from '../dataset/dataset.js';
import { resolveFilters } from '../dataset/dataset-filters.js';
import type { Source } from '../sources/source.js';
import type { SourceFile } from '../sources/source-files.js';
import type { PrepareOptions } from './prepare-dataset.js';

/** A hash of all that decides a dataset: the source's files, how they are read, and the options. */
export function preparationKey(
  source: Source,
  files: readonly SourceFile[],
  { filters = {}, onBadRow = 'fail', split }: PrepareOptions,
): string {
  const parts = {
    formatVersion: DATASET_FORMAT_VERSION,
    format: source.format,
    settings: source.settings,
    files,
    filters: resolveFilters(filters, source.defaultRating),
    onBadRow,
    split,
  };
  return sha256(JSON.stringify(parts));
}

/** Whether the key tells that a source changed. A database server and interactions of a program do not report changes. */
export function reportsChanges({ live, files }: Source): boolean {
  return live !== true && files.length > 0;
}
