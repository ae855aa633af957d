import { join, resolve } from 'node:path';
import { FileError, sha256 } from '@org/files';
import type { Dataset, DatasetManifest } from '../dataset/dataset.js';
import { checkDataset, readDataset } from '../dataset/read-dataset.js';
import { writeDataset } from '../dataset/write-dataset.js';
import { SeqrecDataError } from '../error.js';
import type { Source } from '../sources/source.js';
import { describeFiles } from '../sources/source-files.js';
import { describeOnce } from './file-fingerprint.js';
import { removeFinished } from './kept-preparation.js';
import { preparationKey, reportsChanges } from './preparation-key.js';
import { type PrepareOptions, prepareDataset, prepareDescribed } from './prepare-dataset.js';
import { preparationDirectory, prepareDescribedShards, shardsKey } from './prepare-shards.js';
import type { PrepareShardsOptions } from './shard-preparation.js';

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
  const { known, directory, dataset } = await knownOrPrepared(source, options, readDataset);
  return { dataset: known ?? dataset, directory, cached: known !== undefined };
}

/**
 * As {@link prepareCached}, for work that takes sequences file by file with `openDataset`: a dataset of the cache is checked,
 * but not read into memory. One that is not there is prepared in memory; `prepareCachedShards` prepares it without.
 */
export async function prepareStored(
  source: Source,
  options: PrepareCachedOptions,
): Promise<CachedShards> {
  const check = async (directory: string) => ({ manifest: await checkDataset(directory) });
  const { known, directory, dataset } = await knownOrPrepared(source, options, check);
  const { manifest } = known ?? dataset;
  return { manifest, directory, cached: known !== undefined };
}

/** A dataset of the cache that is not in memory. */
export interface CachedShards {
  readonly manifest: DatasetManifest;
  /** The dataset's artifact, within the cache. */
  readonly directory: string;
  /** Whether it was there before, in shards or not. */
  readonly cached: boolean;
}

/**
 * As {@link prepareCached}, for data that is larger than memory: the dataset is written in shards, where `prepareCached`
 * finds it with the same options. As with `prepareShards`, an interrupted preparation of the same files goes on; its directory
 * is in the cache.
 *
 * @throws SeqrecDataError `invalid-option` for a source that cannot report changes; `prepareShards` writes it elsewhere.
 * FileError `locked` while another process prepares the same files in this cache.
 */
export async function prepareCachedShards(
  source: Source,
  options: PrepareCachedOptions & PrepareShardsOptions,
): Promise<CachedShards> {
  const { cache, signal, onEvent } = options;
  if (!reportsChanges(source)) {
    throw new SeqrecDataError(
      'invalid-option',
      `a source of format ${source.format} cannot say whether it changed, so its shards have no place in the cache; write them to a directory`,
    );
  }
  const files = await describeFiles(source.files, (file) => describeOnce(file, cache, signal));
  const key = preparationKey(source, files, options);
  const directory = join(cache, `${source.format}-${key.slice(0, 16)}`);
  // By the places of the files and not by their content, so that changed files or options replace what was begun.
  const place = sha256(JSON.stringify(source.files.map((file) => resolve(file)))).slice(0, 16);
  const work = preparationDirectory(cache, `${source.format}-${place}`);
  const known = await unlessDamaged(() => checkDataset(directory));
  if (known !== undefined) {
    await removeFinished(work, shardsKey(source, files, options));
    onEvent?.({ type: 'prepared', manifest: known, cached: true });
    return { manifest: known, directory, cached: true };
  }
  const manifest = await prepareDescribedShards(source, files, directory, options, work);
  return { manifest, directory, cached: false };
}

type KnownOrPrepared<Known> = { readonly directory: string } & (
  | { readonly known: Known; readonly dataset?: undefined }
  | { readonly known?: undefined; readonly dataset: Dataset }
);

/** A dataset of the cache as it is read, or one that is prepared now and written there. */
async function knownOrPrepared<Known extends Pick<Dataset, 'manifest'>>(
  source: Source,
  options: PrepareCachedOptions,
  read: (directory: string) => Promise<Known>,
): Promise<KnownOrPrepared<Known>> {
  const { cache, signal, onEvent } = options;
  const isLive = !reportsChanges(source);
  // The content of a source that cannot report changes is its only name.
  const contentHash = isLive ? options.contentHash : undefined;
  const directoryOf = (hash: string): string =>
    join(cache, `${source.format}-${hash.slice(0, 16)}`);
  const files = isLive
    ? []
    : await describeFiles(source.files, (file) => describeOnce(file, cache, signal));
  const key = isLive ? contentHash : preparationKey(source, files, options);
  if (key !== undefined) {
    const directory = directoryOf(key);
    const known = await unlessDamaged(() => read(directory));
    if (known !== undefined && (!isLive || known.manifest.contentHash === contentHash)) {
      onEvent?.({ type: 'prepared', manifest: known.manifest, cached: true });
      return { known, directory };
    }
  }
  const dataset = await (isLive
    ? prepareDataset(source, options)
    : prepareDescribed(source, files, options));
  const directory = directoryOf(isLive ? dataset.manifest.contentHash : (key ?? ''));
  await writeDataset(directory, dataset);
  return { dataset, directory };
}

/** Undefined for a dataset that is not there, or damaged. */
async function unlessDamaged<Result>(read: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof SeqrecDataError || error instanceof FileError) return undefined;
    throw error;
  }
}
