import { formatCatalogue } from '../dataset/catalogue-lines.js';
import { contentHash } from '../dataset/content-hash.js';
import {
  DATASET_FORMAT_VERSION,
  type Dataset,
  type DatasetManifest,
  type IdKind,
  type PreparationReport,
} from '../dataset/dataset.js';
import { type DatasetFilters, resolveFilters } from '../dataset/dataset-filters.js';
import { maskId, PAD } from '../dataset/item-ids.js';
import type { SplitRecipe } from '../dataset/split-recipe.js';
import { SeqrecDataError } from '../error.js';
import type { ExternalId } from '../sources/interaction.js';
import type { BadRow, ReadOptions, Source, SourceLayout } from '../sources/source.js';
import { describeFile, describeFiles, type SourceFile } from '../sources/source-files.js';
import { assembleSequences } from './assemble-sequences.js';
import { filterInteractions } from './filter-interactions.js';
import type { PrepareEvent } from './prepare-event.js';
import { readCatalogue } from './read-catalogue.js';
import { readDetails, readTable } from './read-table.js';
import { describeUnread, UnreadFiles } from './unread-files.js';
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
  const unreadFiles = new UnreadFiles(source.files);
  let badRows = 0;
  let firstBadRow: BadRow | undefined;
  const reading: ReadOptions = {
    signal,
    ...(options.onBadRow === 'skip' && {
      onBadRow: (row) => {
        badRows += 1;
        firstBadRow ??= row;
        onEvent({ type: 'bad-row', ...row });
      },
      onUnread: (part) => {
        unreadFiles.add(part);
        onEvent({ type: 'unread', ...part });
      },
    }),
  };

  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const table = await readTable(source, totalBytes, reading, onEvent);
  if (table.rows === 0) throw nothingRead(source, badRows, firstBadRow, unreadFiles.list());
  const { sequences: rows, dislikes, removed } = filterInteractions(table, filters, onEvent);
  if (rows.rows.length === 0) throw nothingLeft(table.rows, removed);
  signal?.throwIfAborted();

  const vocabulary = buildVocabulary(rows, table);
  const catalogue = await readCatalogue(source.items?.(reading), vocabulary.ids, reading);
  const sequences = assembleSequences(rows, table, vocabulary, dislikes);
  const users = await usersOf(source, sequences.userIds, reading);

  const unread = unreadFiles.list();
  const manifest: DatasetManifest = {
    formatVersion: DATASET_FORMAT_VERSION,
    contentHash: contentHash(formatCatalogue(catalogue), sequences),
    counts: {
      users: new Set(sequences.userIds).size,
      sequences: sequences.userIds.length,
      items: catalogue.itemCount,
      interactions: sequences.items.length,
      dislikes: sequences.dislikes?.items.length ?? 0,
    },
    source: {
      format: source.format,
      // Without undefined values, because JSON does not store them.
      settings: JSON.parse(JSON.stringify(source.settings)) as Source['settings'],
      ...(source.layout && { layout: JSON.parse(JSON.stringify(source.layout)) as SourceLayout }),
      ...(source.timestampUnit && { timestampUnit: source.timestampUnit }),
      files,
    },
    filters,
    preparation: { rows: table.rows, badRows, ...(unread && { unread }), ...removed },
    ids: {
      users: kindOf(sequences.userIds),
      items: kindOf(vocabulary.ids),
      pad: PAD,
      mask: maskId(catalogue.itemCount),
    },
    ...(split && { split }),
  };
  onEvent({ type: 'prepared', manifest, cached: false });
  return { manifest, catalogue, sequences, ...(users && { users }) };
}

/** In the order of the sequences. */
async function usersOf(
  source: Source,
  userIds: readonly ExternalId[],
  reading: ReadOptions,
): Promise<Dataset['users']> {
  if (source.users === undefined) return undefined;
  const details = await readDetails(source.users(reading), userIds, reading);
  return [...new Set(userIds)].flatMap((id) => details.get(id) ?? []);
}

function kindOf(ids: readonly ExternalId[]): IdKind {
  const numbers = ids.reduce<number>((count, id) => count + (typeof id === 'number' ? 1 : 0), 0);
  if (numbers === ids.length) return 'integer';
  return numbers === 0 ? 'string' : 'mixed';
}

function nothingRead(
  source: Source,
  badRows: number,
  first: BadRow | undefined,
  unread: PreparationReport['unread'],
): SeqrecDataError {
  const where = source.files[0] ?? `the source of format ${source.format}`;
  const reasons = [
    ...(first === undefined
      ? []
      : [
          `none of ${badRows} ${first.unit ?? 'row'}s can be used; the first is ${first.unit ?? 'line'} ${first.line}: ${first.reason}`,
        ]),
    ...(unread === undefined ? [] : [`not read: ${unread.map(describeUnread).join(', ')}`]),
  ];
  return new SeqrecDataError(
    'empty-dataset',
    reasons.length === 0 ? `${where} holds no interactions` : `${where}: ${reasons.join('; ')}`,
    first === undefined ? {} : { file: first.file, line: first.line, advice: first.advice },
  );
}

function nothingLeft(
  rows: number,
  {
    disliked,
    duplicates,
    tooLong,
    tooFew,
  }: Pick<PreparationReport, 'disliked' | 'duplicates' | 'tooLong' | 'tooFew'>,
): SeqrecDataError {
  return new SeqrecDataError(
    'empty-dataset',
    `nothing is left of ${rows} interactions: ${disliked} are dislikes, ${duplicates} duplicates, ${tooLong} in sequences that are too long, ${tooFew} of users, items or sequences with too few; use weaker filters`,
  );
}
