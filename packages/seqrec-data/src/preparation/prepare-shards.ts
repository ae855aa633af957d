import { mkdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { scratchDirectory, sha256 } from '@org/files';
import type { DatasetManifest } from '../dataset/dataset.js';
import { refuseOther } from '../dataset/write-dataset.js';
import type { Source } from '../sources/source.js';
import { describeFile, describeFiles, type SourceFile } from '../sources/source-files.js';
import { requireWhole } from '../whole-number.js';
import { keptPreparation } from './kept-preparation.js';
import { preparationKey, reportsChanges } from './preparation-key.js';
import { type PrepareShardsOptions, ShardPreparation } from './shard-preparation.js';
import { type LostStages, StageJournal } from './stage-journal.js';

/**
 * As `prepareDataset` and `writeDataset`, for data that is larger than memory: the same manifest and content hash, and
 * sequences in shards. Rows go through files beside `directory`, each of which is written and read once, so the time is linear
 * in the rows. Memory holds one shard, and the ids and titles of all users and items.
 *
 * These files stay in `.preparing-<name>` when the preparation is interrupted. The next one of this directory goes on after the
 * last finished stage, if the source's files and the options are the same, and gives the same bytes. A source that cannot
 * report changes begins again.
 *
 * @throws FileError `locked` while another process prepares the same directory.
 */
export async function prepareShards(
  source: Source,
  directory: string,
  options: PrepareShardsOptions,
): Promise<DatasetManifest> {
  const files = await describeFiles(source.files, (file) => describeFile(file, options.signal));
  return prepareDescribedShards(source, files, directory, options);
}

/** As {@link prepareShards}, for files whose hashes are known. `work` is the directory for an interrupted preparation. */
export async function prepareDescribedShards(
  source: Source,
  files: readonly SourceFile[],
  directory: string,
  options: PrepareShardsOptions,
  work: string = preparationDirectory(dirname(resolve(directory)), basename(resolve(directory))),
): Promise<DatasetManifest> {
  requireWhole('shards', options.shards, 1);
  await refuseOther(directory);
  const parent = dirname(work);
  await mkdir(parent, { recursive: true });
  const prepare = (journal: StageJournal, lost?: LostStages): Promise<DatasetManifest> => {
    if (lost !== undefined) options.onEvent?.({ type: 'remade', ...lost });
    return new ShardPreparation(source, files, journal, options).writeTo(directory);
  };
  const key = shardsKey(source, files, options);
  if (reportsChanges(source)) return keptPreparation(work, key, prepare);
  return scratchDirectory(parent, async (scratch) => {
    const { journal } = await StageJournal.open(scratch, key);
    return prepare(journal);
  });
}

/** The directory of an interrupted preparation. */
export function preparationDirectory(parent: string, name: string): string {
  return join(parent, `.preparing-${name}`);
}

/** Counts the changes of what stages write, so that a version of this package does not go on with another one's. */
const STAGES_VERSION = 1;

/** What all stages of a preparation in shards depend on. */
export function shardsKey(
  source: Source,
  files: readonly SourceFile[],
  options: PrepareShardsOptions,
): string {
  const { shards } = options;
  return sha256(JSON.stringify([STAGES_VERSION, preparationKey(source, files, options), shards]));
}
