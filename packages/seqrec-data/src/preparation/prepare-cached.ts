import { join } from 'node:path';
import { FileError, sha256 } from '@org/files';
import { DATASET_FORMAT_VERSION, type Dataset } from '../dataset/dataset.js';
import { readDataset, writeDataset } from '../dataset/dataset-artifact.js';
import { resolveFilters } from '../dataset/dataset-filters.js';
import { SeqrecDataError } from '../error.js';
import type { Source } from '../sources/source.js';
import { describeFiles, type SourceFile } from '../sources/source-files.js';
import { describeOnce } from './file-fingerprint.js';
import { type PrepareOptions, prepareDataset, prepareDescribed } from './prepare-dataset.js';

export interface PrepareCachedOptions extends PrepareOptions {
  /** The directory of prepared datasets, each in a subdirectory. Made if absent. */
  readonly cache: string;
  /** For a source that cannot report changes: use the cached dataset with this content hash, if there is one. */
  readonly contentHash?: string | undefined;
}

export interface CachedDataset {
  readonly dataset: Dataset;
  /** The dataset's artifact, within the cache. */
  readonly directory: string;
  /** Whether it comes from the cache. */
  readonly cached: boolean;
}

/**
 * As `prepareDataset`, but prepares only what it has not prepared before. It finds a dataset by the hash of the
 * source's files, how they are read, and the options. Files with the same size and time of change are not hashed again,
 * unless they changed within the seconds in which they were hashed. A damaged dataset is prepared again.
 *
 * A database server and interactions of a program do not report changes: these are prepared each time and stored under
 * the hash of their content.
 */
export async function prepareCached(
  source: Source,
  options: PrepareCachedOptions,
): Promise<CachedDataset> {
  const { cache, signal, onEvent } = options;
  if (source.live === true || source.files.length === 0) return prepareLive(source, options);
  const files = await describeFiles(source.files, (file) => describeOnce(file, cache, signal));
  const key = cacheKey(source, files, options);
  const directory = join(cache, `${source.format}-${key.slice(0, 16)}`);
  const known = await readKnown(directory);
  if (known !== undefined) {
    onEvent?.({ type: 'prepared', manifest: known.manifest, cached: true });
    return { dataset: known, directory, cached: true };
  }
  const dataset = await prepareDescribed(source, files, options);
  await writeDataset(directory, dataset);
  return { dataset, directory, cached: false };
}

async function prepareLive(source: Source, options: PrepareCachedOptions): Promise<CachedDataset> {
  const { cache, contentHash, onEvent } = options;
  const directoryOf = (hash: string): string =>
    join(cache, `${source.format}-${hash.slice(0, 16)}`);
  if (contentHash !== undefined) {
    const directory = directoryOf(contentHash);
    const known = await readKnown(directory);
    if (known?.manifest.contentHash === contentHash) {
      onEvent?.({ type: 'prepared', manifest: known.manifest, cached: true });
      return { dataset: known, directory, cached: true };
    }
  }
  const dataset = await prepareDataset(source, options);
  const directory = directoryOf(dataset.manifest.contentHash);
  await writeDataset(directory, dataset);
  return { dataset, directory, cached: false };
}

function cacheKey(
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

async function readKnown(directory: string): Promise<Dataset | undefined> {
  try {
    return await readDataset(directory);
  } catch (error) {
    if (error instanceof SeqrecDataError || error instanceof FileError) return undefined;
    throw error;
  }
}
