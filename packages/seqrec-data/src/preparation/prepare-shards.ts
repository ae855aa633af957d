import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { scratchDirectory } from '@org/files';
import { formatCatalogue } from '../dataset/catalogue-lines.js';
import { streamedContentHash } from '../dataset/content-hash.js';
import type { DatasetManifest, PreparationReport } from '../dataset/dataset.js';
import { writeShardedDataset } from '../dataset/dataset-artifact.js';
import { type DatasetFilters, resolveFilters } from '../dataset/dataset-filters.js';
import type { Sequences } from '../dataset/sequences.js';
import type { ExternalId } from '../sources/interaction.js';
import type { Source } from '../sources/source.js';
import { describeFile, describeFiles, type SourceFile } from '../sources/source-files.js';
import { requireWhole } from '../whole-number.js';
import { assembleSequences } from './assemble-sequences.js';
import { BlockFile, chooseRows, columnNames } from './block-file.js';
import { ColumnSpool } from './column-spool.js';
import { describeDataset, kindOf } from './describe-dataset.js';
import { coreLimits, filterInteractions } from './filter-interactions.js';
import { type InteractionTable, InteractionTableBuilder } from './interaction-table.js';
import { countItems, isLimited, kCore } from './k-core.js';
import { tellLikes } from './likes.js';
import { type PrepareOptions, usersOf } from './prepare-dataset.js';
import type { PrepareEvent, PrepareStep } from './prepare-event.js';
import { readCatalogue } from './read-catalogue.js';
import { readBlocks } from './read-table.js';
import { groupByUser, type RowSequences } from './row-sequences.js';
import { RowSequencesFile } from './row-sequences-file.js';
import { nothingLeft, SourceReading, totalBytes } from './source-reading.js';
import { divideUsers, type UserShards } from './user-shards.js';
import { idOrder } from './vocabulary.js';

export interface PrepareShardsOptions extends PrepareOptions {
  /** Users are divided into at most as many shards; memory is that of one of them. At least 1. */
  readonly shards: number;
  /** Rows that are in memory while the source is read. Default 2^20. */
  readonly rowsAtOnce?: number | undefined;
}

type Removed = Pick<PreparationReport, 'disliked' | 'duplicates' | 'tooLong' | 'tooFew'>;

/**
 * As `prepareDataset` and `writeDataset`, for data that is larger than memory: the same manifest and content hash, and
 * sequences in shards. Rows go through files beside `directory`, each of which is written and read once, so the time is linear
 * in the rows. Memory holds one shard, and the ids and titles of all users and items.
 */
export async function prepareShards(
  source: Source,
  directory: string,
  options: PrepareShardsOptions,
): Promise<DatasetManifest> {
  const files = await describeFiles(source.files, (file) => describeFile(file, options.signal));
  return prepareDescribedShards(source, files, directory, options);
}

/** As {@link prepareShards}, for files whose hashes are known. */
export async function prepareDescribedShards(
  source: Source,
  files: readonly SourceFile[],
  directory: string,
  options: PrepareShardsOptions,
): Promise<DatasetManifest> {
  requireWhole('shards', options.shards, 1);
  const parent = dirname(resolve(directory));
  await mkdir(parent, { recursive: true });
  return scratchDirectory(parent, async (scratch) => {
    const preparation = new ShardPreparation(source, files, scratch, options);
    return preparation.writeTo(directory);
  });
}

/** The steps of one preparation, in order. */
class ShardPreparation {
  readonly #source: Source;
  readonly #files: readonly SourceFile[];
  readonly #scratch: string;
  readonly #options: PrepareShardsOptions;
  readonly #filters: DatasetFilters;
  readonly #reading: SourceReading;
  readonly #onEvent: (event: PrepareEvent) => void;
  readonly #builder = new InteractionTableBuilder();
  /** The columns that any row has. */
  readonly #present = new Set<string>();

  constructor(
    source: Source,
    files: readonly SourceFile[],
    scratch: string,
    options: PrepareShardsOptions,
  ) {
    this.#source = source;
    this.#files = files;
    this.#scratch = scratch;
    this.#options = options;
    this.#filters = resolveFilters(options.filters ?? {}, source.defaultRating);
    this.#reading = new SourceReading(source, options);
    this.#onEvent = options.onEvent ?? (() => {});
  }

  async writeTo(directory: string): Promise<DatasetManifest> {
    const source = this.#source;
    const { log, rowsOf } = await this.#read();
    const { rows, userIds, itemIds } = this.#builder;
    if (rows === 0) throw this.#reading.nothingRead();
    const userOrder = idOrder(userIds);
    const users = divideUsers(userOrder, rowsOf, this.#options.shards);
    const shards = await this.#divide(log, users, userOrder);
    const { removed, ofItem } = await this.#filter(shards, rows);
    // A file of sequences has at least one.
    const filled = shards.filter(({ sequenceCount }) => sequenceCount > 0);
    if (filled.length === 0) throw nothingLeft(rows, removed);

    const order = idOrder(itemIds).filter((item) => (ofItem[item] ?? 0) > 0);
    const indexOf = new Int32Array(itemIds.length);
    order.forEach((item, position) => {
      indexOf[item] = position + 1;
    });
    const vocabulary = { ids: Array.from(order, (item) => itemIds[item] ?? ''), indexOf };
    const { options } = this.#reading;
    const catalogue = await readCatalogue(source.items?.(options), vocabulary.ids, options);
    const sequenceUsers = await usersOfShards(filled);
    const details = await usersOf(source, sequenceUsers, options);
    const userKind = kindOf(sequenceUsers);

    const spoolDirectory = join(this.#scratch, 'columns');
    await mkdir(spoolDirectory);
    const spool = new ColumnSpool(spoolDirectory);
    let interactions = 0;
    let dislikes = 0;
    let manifest: DatasetManifest | undefined;
    await writeShardedDataset(directory, {
      ...{ catalogue, users: details, userIds: userKind, shards: filled.length },
      sequences: async (place) => {
        this.#options.signal?.throwIfAborted();
        const sequences = await filled[place]?.assemble(vocabulary, this.#filters);
        if (sequences === undefined) throw new RangeError(`no shard ${place}`);
        interactions += sequences.items.length;
        dislikes += sequences.dislikes?.items.length ?? 0;
        await spool.add(sequences);
        return sequences;
      },
      manifest: async () => {
        manifest = describeDataset({
          ...{ source, files: this.#files, filters: this.#filters },
          ...{ split: this.#options.split, removed },
          contentHash: await streamedContentHash(formatCatalogue(catalogue), await spool.parts()),
          counts: {
            users: countDistinct(sequenceUsers),
            sequences: sequenceUsers.length,
            ...{ items: catalogue.itemCount, interactions, dislikes },
          },
          read: { rows, ...this.#reading.report() },
          ids: { users: userKind, items: kindOf(vocabulary.ids) },
        });
        return manifest;
      },
    });
    if (manifest === undefined) throw new Error('a dataset was written without its manifest');
    this.#onEvent({ type: 'prepared', manifest, cached: false });
    return manifest;
  }

  /** Reads the source into a file, and counts the rows of each user. */
  async #read(): Promise<{ readonly log: BlockFile; readonly rowsOf: Int32Array }> {
    const { rowsAtOnce = 2 ** 20 } = this.#options;
    const log = new BlockFile(join(this.#scratch, 'rows'));
    let rowsOf = new Int32Array(1024);
    const flush = async (): Promise<void> => {
      const columns = this.#builder.take();
      for (const name of columnNames(columns)) this.#present.add(name);
      const known = this.#builder.userIds.length;
      if (known > rowsOf.length) {
        const grown = new Int32Array(Math.max(known, 2 * rowsOf.length));
        grown.set(rowsOf);
        rowsOf = grown;
      }
      for (const user of columns.users) rowsOf[user] = (rowsOf[user] ?? 0) + 1;
      await log.append(columns);
    };
    const bytes = totalBytes(this.#files);
    const { options } = this.#reading;
    for await (const _ of readBlocks(this.#builder, this.#source, bytes, options, this.#onEvent)) {
      if (this.#builder.waiting >= rowsAtOnce) await flush();
    }
    if (this.#builder.waiting > 0) await flush();
    return { log, rowsOf: rowsOf.subarray(0, this.#builder.userIds.length) };
  }

  /** Gives each shard the rows of its users, in the order of the source. */
  async #divide(
    log: BlockFile,
    { shardOf, placeOf, starts }: UserShards,
    userOrder: Int32Array,
  ): Promise<readonly PreparedShard[]> {
    const { shards: count } = this.#options;
    const { userIds, itemIds, fractionalTimes } = this.#builder;
    const files = Array.from(
      { length: count },
      (_, shard) => new BlockFile(join(this.#scratch, `shard-${shard}`)),
    );
    for await (const columns of log.blocks()) {
      this.#options.signal?.throwIfAborted();
      for (const [shard, rows] of rowsByShard(columns.users, shardOf, count)) {
        const chosen = chooseRows(columns, rows);
        await files[shard]?.append({
          ...chosen,
          users: chosen.users.map((user) => placeOf[user] ?? 0),
        });
      }
    }
    return files.map((file, shard) => {
      const users = userOrder.subarray(starts[shard], starts[shard + 1]);
      return new PreparedShard({
        ...{ file, itemIds, fractionalTimes, present: this.#present },
        userIds: () => Array.from(users, (user) => userIds[user] ?? ''),
        sequences: new RowSequencesFile(join(this.#scratch, `sequences-${shard}`)),
      });
    });
  }

  /** Filters the shards one by one, then the core over all of them, whose counts of items they share. */
  async #filter(
    shards: readonly PreparedShard[],
    rows: number,
  ): Promise<{ readonly removed: Removed; readonly ofItem: Int32Array }> {
    const removed = { disliked: 0, duplicates: 0, tooLong: 0, tooFew: 0 };
    const ofItem = new Int32Array(this.#builder.itemIds.length);
    const steps = new Map<PrepareStep, { interactions: number; sequences: number }>();
    for (const shard of shards) {
      this.#options.signal?.throwIfAborted();
      const filtered = await shard.filter(this.#filters, ofItem, (step, left) => {
        const sum = steps.get(step) ?? { interactions: 0, sequences: 0 };
        steps.set(step, {
          interactions: sum.interactions + left.interactions,
          sequences: sum.sequences + left.sequences,
        });
      });
      removed.disliked += filtered.disliked;
      removed.duplicates += filtered.duplicates;
      removed.tooLong += filtered.tooLong;
    }
    for (const [step, left] of steps) this.#onEvent({ type: 'filtered', step, ...left });
    const limits = coreLimits(this.#filters);
    for (let lost = isLimited(limits) ? 1 : 0; lost > 0; ) {
      lost = 0;
      for (const shard of shards) {
        this.#options.signal?.throwIfAborted();
        lost += await shard.core(limits, ofItem);
      }
      removed.tooFew += lost;
    }
    const left = rows - removed.disliked - removed.duplicates - removed.tooLong - removed.tooFew;
    const sequences = shards.reduce((sum, shard) => sum + shard.sequenceCount, 0);
    this.#onEvent({ type: 'filtered', step: 'core', interactions: left, sequences });
    return { removed, ofItem };
  }
}

interface ShardParts {
  readonly file: BlockFile;
  readonly sequences: RowSequencesFile;
  readonly userIds: () => readonly ExternalId[];
  readonly itemIds: readonly ExternalId[];
  readonly fractionalTimes: boolean;
  readonly present: ReadonlySet<string>;
}

/** The rows of consecutive users, on the disk. */
class PreparedShard {
  readonly #parts: ShardParts;
  sequenceCount = 0;

  constructor(parts: ShardParts) {
    this.#parts = parts;
  }

  /** Applies all filters but the core, and adds the events that are left to the counts of items. */
  async filter(
    filters: DatasetFilters,
    ofItem: Int32Array,
    onStep: (
      step: PrepareStep,
      left: { readonly interactions: number; readonly sequences: number },
    ) => void,
  ): Promise<Removed> {
    const table = await this.#table();
    const { sequences, removed } = filterInteractions(
      table,
      filters,
      (event) => {
        if (event.type === 'filtered') onStep(event.step, event);
      },
      { withCore: false },
    );
    countItems(sequences, table, ofItem);
    await this.#keep(sequences);
    return removed;
  }

  /** One round of the core; returns the number of events that it removed. */
  async core(limits: Parameters<typeof kCore>[2], ofItem: Int32Array): Promise<number> {
    const before = await this.#parts.sequences.read();
    const after = kCore(before, await this.#table(), limits, ofItem);
    const lost = before.rows.length - after.rows.length;
    if (lost > 0) await this.#keep(after);
    return lost;
  }

  async assemble(
    vocabulary: Parameters<typeof assembleSequences>[2],
    { rating }: DatasetFilters,
  ): Promise<Sequences> {
    const table = await this.#table();
    const { dislikes } = tellLikes(table, rating);
    const disliked = dislikes && groupByUser(table, idOrder(table.userIds), dislikes);
    return assembleSequences(await this.#parts.sequences.read(), table, vocabulary, disliked);
  }

  /** The user of each sequence. */
  async users(): Promise<readonly ExternalId[]> {
    const userIds = this.#parts.userIds();
    const { users } = await this.#parts.sequences.read();
    return Array.from(users, (user) => userIds[user] ?? '');
  }

  async #table(): Promise<InteractionTable> {
    const { file, present, itemIds, fractionalTimes } = this.#parts;
    return {
      ...(await file.read(present)),
      ...{ userIds: this.#parts.userIds(), itemIds },
      ...(fractionalTimes && { fractionalTimes: true as const }),
    };
  }

  async #keep(sequences: RowSequences): Promise<void> {
    this.sequenceCount = sequences.users.length;
    await this.#parts.sequences.write(sequences);
  }
}

/** The rows of each shard that has any, in ascending order. */
function rowsByShard(
  users: Int32Array,
  shardOf: Int32Array,
  count: number,
): readonly (readonly [shard: number, rows: Int32Array])[] {
  const ends = new Int32Array(count + 1);
  for (const user of users) {
    const after = (shardOf[user] ?? 0) + 1;
    ends[after] = (ends[after] ?? 0) + 1;
  }
  for (let i = 1; i <= count; i += 1) ends[i] = (ends[i] ?? 0) + (ends[i - 1] ?? 0);
  const next = ends.slice(0, -1);
  const rows = new Int32Array(users.length);
  users.forEach((user, row) => {
    const shard = shardOf[user] ?? 0;
    const at = next[shard] ?? 0;
    rows[at] = row;
    next[shard] = at + 1;
  });
  return Array.from({ length: count }, (_, shard) => shard)
    .map((shard) => [shard, rows.subarray(ends[shard], ends[shard + 1])] as const)
    .filter(([, own]) => own.length > 0);
}

async function usersOfShards(shards: readonly PreparedShard[]): Promise<readonly ExternalId[]> {
  const users: ExternalId[] = [];
  for (const shard of shards) for (const user of await shard.users()) users.push(user);
  return users;
}

/** Equal ids are consecutive. */
function countDistinct(ids: readonly ExternalId[]): number {
  return ids.reduce<number>((count, id, i) => (i > 0 && ids[i - 1] === id ? count : count + 1), 0);
}
