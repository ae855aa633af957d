import { formatCatalogue } from '../dataset/catalogue-lines.js';
import { contentHash } from '../dataset/content-hash.js';
import type { Dataset } from '../dataset/dataset.js';
import { type DatasetFilters, resolveFilters } from '../dataset/dataset-filters.js';
import type { SplitRecipe } from '../dataset/split-recipe.js';
import type { ExternalId } from '../sources/interaction.js';
import type { ReadOptions, Source } from '../sources/source.js';
import { describeFile, describeFiles, type SourceFile } from '../sources/source-files.js';
import { assembleSequences } from './assemble-sequences.js';
import { describeDataset, kindOf } from './describe-dataset.js';
import { filterInteractions } from './filter-interactions.js';
import type { PrepareEvent } from './prepare-event.js';
import { readCatalogue } from './read-catalogue.js';
import { readDetails, readTable } from './read-table.js';
import { nothingLeft, SourceReading, totalBytes } from './source-reading.js';
import { buildVocabulary } from './vocabulary.js';

export interface PrepareOptions {
  readonly filters?: DatasetFilters | undefined;
  /**
   * What to do about a row that cannot be used, and about an unreadable part of a file. `'fail'` (default): throw.
   * `'skip'`: leave it out, count it in the manifest's `preparation`, and report it as an event. Damaged gzip data of a
   * text file are always an error, because rows before the damage may be wrong too.
   */
  readonly onBadRow?: 'fail' | 'skip' | undefined;
  /** The intended split of the data. It is only recorded in the manifest. */
  readonly split?: SplitRecipe | undefined;
  readonly onEvent?: ((event: PrepareEvent) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes a dataset from a source: reads it, groups events by user, sorts them by time (stably: ties keep the order of
 * the rows), filters them, and gives the remaining items the indices 1..V in the order of `compareIds`. Users have the
 * same order.
 *
 * @example
 * const dataset = await prepareDataset(await openSource({ path: 'ml-1m' }), {
 *   filters: { core: { users: 5, items: 5 } },
 * });
 */
export async function prepareDataset(
  source: Source,
  options: PrepareOptions = {},
): Promise<Dataset> {
  const files = await describeFiles(source.files, (file) => describeFile(file, options.signal));
  return prepareDescribed(source, files, options);
}

/** As {@link prepareDataset}, for files whose hashes are known. */
export async function prepareDescribed(
  source: Source,
  files: readonly SourceFile[],
  options: PrepareOptions,
): Promise<Dataset> {
  const { onEvent = () => {}, signal, split } = options;
  const filters = resolveFilters(options.filters ?? {}, source.defaultRating);
  const reading = new SourceReading(source, options);
  const table = await readTable(source, totalBytes(files), reading.options, onEvent);
  if (table.rows === 0) throw reading.nothingRead();
  const { sequences: rows, dislikes, removed } = filterInteractions(table, filters, onEvent);
  if (rows.rows.length === 0) throw nothingLeft(table.rows, removed);
  signal?.throwIfAborted();

  const vocabulary = buildVocabulary(rows, table);
  const items = source.items?.(reading.options);
  const catalogue = await readCatalogue(items, vocabulary.ids, reading.options);
  const sequences = assembleSequences(rows, table, vocabulary, dislikes);
  const users = await usersOf(source, sequences.userIds, reading.options);

  const manifest = describeDataset({
    ...{ source, files, filters, split, removed },
    contentHash: contentHash(formatCatalogue(catalogue), sequences),
    counts: {
      users: new Set(sequences.userIds).size,
      sequences: sequences.userIds.length,
      items: catalogue.itemCount,
      interactions: sequences.items.length,
      dislikes: sequences.dislikes?.items.length ?? 0,
    },
    read: { rows: table.rows, ...reading.report() },
    ids: { users: kindOf(sequences.userIds), items: kindOf(vocabulary.ids) },
  });
  onEvent({ type: 'prepared', manifest, cached: false });
  return { manifest, catalogue, sequences, ...(users && { users }) };
}

/** Attributes of these users, in their order. */
export async function usersOf(
  source: Source,
  userIds: readonly ExternalId[],
  reading: ReadOptions,
): Promise<Dataset['users']> {
  if (source.users === undefined) return undefined;
  const details = await readDetails(source.users(reading), userIds, reading);
  return [...new Set(userIds)].flatMap((id) => details.get(id) ?? []);
}
