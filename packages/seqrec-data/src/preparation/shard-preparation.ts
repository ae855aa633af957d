import { mkdir, rm } from 'node:fs/promises';
import { formatCatalogue } from '../dataset/catalogue-lines.js';
import { streamedContentHash } from '../dataset/content-hash.js';
import type { DatasetManifest, IdKind } from '../dataset/dataset.js';
import { type DatasetFilters, resolveFilters } from '../dataset/dataset-filters.js';
import { readSequences } from '../dataset/read-dataset.js';
import {
  type StoredSequences,
  writeSequences,
  writeShardedDataset,
} from '../dataset/write-dataset.js';
import type { ExternalId } from '../sources/interaction.js';
import type { Source } from '../sources/source.js';
import type { SourceFile } from '../sources/source-files.js';
import { ColumnSpool } from './column-spool.js';
import { describeDataset, kindOf } from './describe-dataset.js';
import { divideRows } from './divide-rows.js';
import { coreLimits } from './filter-interactions.js';
import { isLimited } from './k-core.js';
import { type PrepareOptions, usersOf } from './prepare-dataset.js';
import type { PrepareEvent, PrepareStage, PrepareStep } from './prepare-event.js';
import { type FilteredShard, PreparedShard, type Removed } from './prepared-shard.js';
import { readCatalogue } from './read-catalogue.js';
import { type ReadRows, readRowIds, readRows } from './read-rows.js';
import type { StoredRows } from './row-sequences-file.js';
import { nothingLeft, SourceReading } from './source-reading.js';
import type { StageFile } from './stage-file.js';
import type { MadeStage, StageJournal } from './stage-journal.js';
import { idOrder, type Vocabulary } from './vocabulary.js';

export interface PrepareShardsOptions extends PrepareOptions {
  /** Users are divided into at most as many shards; memory is that of one of them. At least 1. */
  readonly shards: number;
  /** Rows that are in memory while the source is read. Default 2^20. */
  readonly rowsAtOnce?: number | undefined;
}

/** The rows as they were read, with their ids. */
interface NumberedRows extends ReadRows {
  readonly userIds: readonly ExternalId[];
  readonly itemIds: readonly ExternalId[];
  readonly userOrder: Int32Array;
}

/** A shard that is written. */
interface WrittenShard extends StoredSequences {
  readonly interactions: number;
  readonly dislikes: number;
}

/** The stages of one preparation, in order. */
export class ShardPreparation {
  readonly #source: Source;
  readonly #files: readonly SourceFile[];
  readonly #journal: StageJournal;
  readonly #options: PrepareShardsOptions;
  readonly #filters: DatasetFilters;
  readonly #onEvent: (event: PrepareEvent) => void;

  constructor(
    source: Source,
    files: readonly SourceFile[],
    journal: StageJournal,
    options: PrepareShardsOptions,
  ) {
    this.#source = source;
    this.#files = files;
    this.#journal = journal;
    this.#options = options;
    this.#filters = resolveFilters(options.filters ?? {}, source.defaultRating);
    this.#onEvent = options.onEvent ?? (() => {});
  }

  async writeTo(directory: string): Promise<DatasetManifest> {
    const { last } = this.#journal;
    if (last !== undefined) {
      const { shards } = this.#options;
      const [stage, number] = [last.stage as PrepareStage, last.number];
      this.#onEvent({ type: 'resumed', stage, number, shards });
    }
    const source = this.#source;
    const { rowsAtOnce = 2 ** 20 } = this.#options;
    const read = await this.#stage('read', 1, () =>
      readRows(source, this.#files, this.#journal, { ...this.#options, rowsAtOnce }),
    );
    const ids = await readRowIds(this.#journal, read);
    const rows: NumberedRows = { ...read, ...ids, userOrder: idOrder(ids.userIds) };
    const shards = await this.#divide(rows);
    const { removed, ofItem } = await this.#filter(shards, rows);
    // A file of sequences has at least one.
    const filled = shards.filter(({ sequenceCount }) => sequenceCount > 0);
    if (filled.length === 0) throw nothingLeft(rows.rows, removed);

    const vocabulary = vocabularyOf(rows.itemIds, ofItem);
    const reading = new SourceReading(source, { ...this.#options, before: rows.report });
    const { options } = reading;
    const catalogue = await readCatalogue(source.items?.(options), vocabulary.ids, options);
    const sequenceUsers = await usersOfShards(filled);
    const users = await usersOf(source, sequenceUsers, options);
    const userKind = kindOf(sequenceUsers);

    const { written, spool } = await this.#write(filled, vocabulary, userKind);
    const manifest = describeDataset({
      ...{ source: rows.facts, files: this.#files, filters: this.#filters },
      ...{ split: this.#options.split, removed },
      contentHash: await streamedContentHash(formatCatalogue(catalogue), await spool.parts()),
      counts: {
        users: countDistinct(sequenceUsers),
        sequences: sequenceUsers.length,
        items: catalogue.itemCount,
        interactions: written.reduce((sum, { interactions }) => sum + interactions, 0),
        dislikes: written.reduce((sum, { dislikes }) => sum + dislikes, 0),
      },
      read: { rows: rows.rows, ...reading.report() },
      ids: { users: userKind, items: kindOf(vocabulary.ids) },
    });
    await writeShardedDataset(directory, {
      ...{ manifest, catalogue, shards: written },
      ...(users && { users }),
    });
    this.#onEvent({ type: 'prepared', manifest, cached: false });
    return manifest;
  }

  #stage<Data>(
    stage: PrepareStage,
    number: number,
    make: () => Promise<MadeStage<Data>>,
  ): Promise<Data> {
    this.#options.signal?.throwIfAborted();
    return this.#journal.stage(stage, number, make);
  }

  /** Gives each shard the rows of its users, in the order of the source. */
  async #divide(rows: NumberedRows): Promise<readonly PreparedShard[]> {
    const { userIds, itemIds, userOrder, fractionalTimes } = rows;
    const { starts, blocks } = await this.#stage('divide', 1, () =>
      divideRows(rows.blocks, userOrder, this.#journal, this.#options),
    );
    const present = new Set(rows.present);
    return blocks.map((own, number) => {
      const users = userOrder.subarray(starts[number], starts[number + 1]);
      return new PreparedShard({
        ...{ directory: this.#journal.directory, number, blocks: own },
        ...{ itemIds, fractionalTimes, present },
        userIds: () => Array.from(users, (user) => userIds[user] ?? ''),
      });
    });
  }

  /** Filters the shards one by one, then the core over all of them, whose counts of items they share. */
  async #filter(
    shards: readonly PreparedShard[],
    { itemIds }: NumberedRows,
  ): Promise<{ readonly removed: Removed; readonly ofItem: Int32Array }> {
    const removed = { disliked: 0, duplicates: 0, tooLong: 0, tooFew: 0 };
    const ofItem = new Int32Array(itemIds.length);
    // An earlier run kept the sequences and not the counts.
    let isCounted = !this.#journal.has('filter', 1);
    const count = async (): Promise<void> => {
      if (isCounted) return;
      ofItem.fill(0);
      for (const shard of shards) await shard.count(ofItem);
      isCounted = true;
    };
    const steps = new Map<PrepareStep, { interactions: number; sequences: number }>();
    for (const [place, shard] of shards.entries()) {
      const filtered = await this.#stage('filter', place + 1, async () => {
        const data = await shard.filter(this.#filters, ofItem);
        return { data, files: sequencesFile(place, data.sequences) };
      });
      shard.use(filtered.sequences);
      addSteps(steps, filtered);
      removed.disliked += filtered.removed.disliked;
      removed.duplicates += filtered.removed.duplicates;
      removed.tooLong += filtered.removed.tooLong;
    }
    for (const [step, left] of steps) this.#onEvent({ type: 'filtered', step, ...left });
    const before = sumOf(shards, ({ eventCount }) => eventCount);
    const limits = coreLimits(this.#filters);
    for (let round = 1; isLimited(limits); round += 1) {
      const lost = await this.#stage('core', round, async () => {
        await count();
        const changed: (readonly [place: number, sequences: StoredRows])[] = [];
        for (const [place, shard] of shards.entries()) {
          this.#options.signal?.throwIfAborted();
          const sequences = await shard.core(round, limits, ofItem);
          if (sequences !== undefined) changed.push([place, sequences]);
        }
        const files = changed.map(([place, sequences]) => sequencesFile(place, sequences));
        return { data: changed, files: Object.assign({}, ...files) };
      });
      for (const [place, sequences] of lost) shards[place]?.use(sequences);
      if (lost.length === 0) break;
    }
    await count();
    const interactions = sumOf(shards, ({ eventCount }) => eventCount);
    removed.tooFew = before - interactions;
    const sequences = sumOf(shards, ({ sequenceCount }) => sequenceCount);
    this.#onEvent({ type: 'filtered', step: 'core', interactions, sequences });
    return { removed, ofItem };
  }

  /** Writes the sequences of each shard, and keeps their columns to hash them. */
  async #write(
    filled: readonly PreparedShard[],
    vocabulary: Vocabulary,
    userKind: IdKind,
  ): Promise<{
    readonly written: readonly WrittenShard[];
    readonly spool: ColumnSpool;
  }> {
    const journal = this.#journal;
    const columns = journal.path('columns');
    await rm(columns, { recursive: true, force: true });
    await mkdir(columns);
    const spool = new ColumnSpool(columns);
    const written: WrittenShard[] = [];
    for (const [place, shard] of filled.entries()) {
      const name = `written-${place}`;
      const path = journal.path(name);
      const isKept = journal.has('write', place + 1);
      const own = await this.#stage('write', place + 1, async () => {
        const sequences = await shard.assemble(vocabulary, this.#filters);
        await spool.add(sequences);
        const { sha256 } = await writeSequences(path, sequences, userKind);
        const interactions = sequences.items.length;
        const dislikes = sequences.dislikes?.items.length ?? 0;
        return {
          data: { sha256, interactions, dislikes },
          files: { [name]: { name, content: { sha256 } } },
        };
      });
      const file = { ...own, path };
      if (isKept) await spool.add(await readSequences(file, userKind));
      written.push(file);
    }
    return { written, spool };
  }
}

/** The stage's file of a shard's sequences, which replaces that of an earlier stage. */
function sequencesFile(place: number, { file }: StoredRows): Record<string, StageFile> {
  return { [`sequences-${place}`]: file };
}

function addSteps(
  sums: Map<PrepareStep, { interactions: number; sequences: number }>,
  { steps }: FilteredShard,
): void {
  for (const { step, interactions, sequences } of steps) {
    const sum = sums.get(step) ?? { interactions: 0, sequences: 0 };
    sums.set(step, {
      interactions: sum.interactions + interactions,
      sequences: sum.sequences + sequences,
    });
  }
}

function vocabularyOf(itemIds: readonly ExternalId[], ofItem: Int32Array): Vocabulary {
  const order = idOrder(itemIds).filter((item) => (ofItem[item] ?? 0) > 0);
  const indexOf = new Int32Array(itemIds.length);
  order.forEach((item, position) => {
    indexOf[item] = position + 1;
  });
  return { ids: Array.from(order, (item) => itemIds[item] ?? ''), indexOf };
}

function sumOf<Part>(parts: readonly Part[], sizeOf: (part: Part) => number): number {
  return parts.reduce((sum, part) => sum + sizeOf(part), 0);
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
