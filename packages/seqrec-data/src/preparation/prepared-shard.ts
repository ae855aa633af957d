import { join } from 'node:path';
import type { PreparationReport } from '../dataset/dataset.js';
import type { DatasetFilters } from '../dataset/dataset-filters.js';
import type { Sequences } from '../dataset/sequences.js';
import type { ExternalId } from '../sources/interaction.js';
import { assembleSequences } from './assemble-sequences.js';
import { type Block, BlockFile } from './block-file.js';
import { filterInteractions } from './filter-interactions.js';
import type { InteractionTable } from './interaction-table.js';
import { type CoreLimits, countItems, kCore } from './k-core.js';
import { tellLikes } from './likes.js';
import type { PrepareStep } from './prepare-event.js';
import { groupByUser } from './row-sequences.js';
import { readRowSequences, type StoredRows, writeRowSequences } from './row-sequences-file.js';
import { idOrder, type Vocabulary } from './vocabulary.js';

export type Removed = Pick<PreparationReport, 'disliked' | 'duplicates' | 'tooLong' | 'tooFew'>;

interface ShardParts {
  readonly directory: string;
  /** From 0. */
  readonly number: number;
  readonly blocks: readonly Block[];
  readonly userIds: () => readonly ExternalId[];
  readonly itemIds: readonly ExternalId[];
  readonly fractionalTimes: boolean;
  /** The columns that any row of any shard has. */
  readonly present: ReadonlySet<string>;
}

/** What all filters but the core leave of a shard. Plain JSON. */
export interface FilteredShard {
  readonly sequences: StoredRows;
  readonly removed: Removed;
  /** What each step left. */
  readonly steps: readonly {
    readonly step: PrepareStep;
    readonly interactions: number;
    readonly sequences: number;
  }[];
}

/** The file of a shard's rows. */
export function shardRows(shard: number): string {
  return `shard-${shard}`;
}

/** The rows of consecutive users, on the disk, and the sequences that filters leave of them. */
export class PreparedShard {
  readonly #parts: ShardParts;
  #sequences: StoredRows | undefined;

  constructor(parts: ShardParts) {
    this.#parts = parts;
  }

  get sequenceCount(): number {
    return this.#sequences?.lengths[0] ?? 0;
  }

  get eventCount(): number {
    return this.#sequences?.lengths[2] ?? 0;
  }

  /** Takes these as the sequences that are left. */
  use(sequences: StoredRows): void {
    this.#sequences = sequences;
  }

  /** Applies all filters but the core, and adds the events that are left to the counts of items. */
  async filter(filters: DatasetFilters, ofItem: Int32Array): Promise<FilteredShard> {
    const table = await this.#table();
    const steps: FilteredShard['steps'][number][] = [];
    const { sequences, removed } = filterInteractions(
      table,
      filters,
      (event) => {
        if (event.type !== 'filtered') return;
        const { step, interactions, sequences } = event;
        steps.push({ step, interactions, sequences });
      },
      { withCore: false },
    );
    countItems(sequences, table, ofItem);
    return { sequences: await writeRowSequences(this.#path(0), sequences), removed, steps };
  }

  /** A round of the core, from 1: what is left if it removed any event. */
  async core(
    round: number,
    limits: CoreLimits,
    ofItem: Int32Array,
  ): Promise<StoredRows | undefined> {
    const before = await this.#read();
    const after = kCore(before, await this.#table(), limits, ofItem);
    if (after.rows.length === before.rows.length) return undefined;
    return writeRowSequences(this.#path(round), after);
  }

  /** Adds the events that are left to the counts of items. */
  async count(ofItem: Int32Array): Promise<void> {
    countItems(await this.#read(), await this.#table(), ofItem);
  }

  async assemble(vocabulary: Vocabulary, { rating }: DatasetFilters): Promise<Sequences> {
    const table = await this.#table();
    const { dislikes } = tellLikes(table, rating);
    const disliked = dislikes && groupByUser(table, idOrder(table.userIds), dislikes);
    return assembleSequences(await this.#read(), table, vocabulary, disliked);
  }

  /** The user of each sequence. */
  async users(): Promise<readonly ExternalId[]> {
    const userIds = this.#parts.userIds();
    const { users } = await this.#read();
    return Array.from(users, (user) => userIds[user] ?? '');
  }

  async #table(): Promise<InteractionTable> {
    const { directory, number, blocks, present, itemIds, fractionalTimes } = this.#parts;
    return {
      ...(await new BlockFile(join(directory, shardRows(number)), blocks).read(present)),
      ...{ userIds: this.#parts.userIds(), itemIds },
      ...(fractionalTimes && { fractionalTimes: true as const }),
    };
  }

  async #read() {
    const stored = this.#sequences;
    if (stored === undefined) throw new RangeError(`shard ${this.#parts.number} is not filtered`);
    return readRowSequences(join(this.#parts.directory, stored.file.name), stored);
  }

  /** A round writes beside the file of the round before, which stays until the journal names the new one. */
  #path(round: number): string {
    return join(this.#parts.directory, `sequences-${this.#parts.number}-${round}`);
  }
}
