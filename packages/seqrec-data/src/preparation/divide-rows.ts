import { type Block, BlockFile, BlockWriter, chooseRows } from './block-file.js';
import { shardRows } from './prepared-shard.js';
import { readRowCounts, rowCountsFile, rowsFile } from './read-rows.js';
import type { StageFile } from './stage-file.js';
import type { MadeStage, StageJournal } from './stage-journal.js';
import { divideUsers } from './user-shards.js';

/** What the files of the shards hold. Plain JSON. */
export interface DividedRows {
  /** [shards + 1], positions in the order of the users, as those of `divideUsers`. */
  readonly starts: readonly number[];
  /** The blocks of each shard. */
  readonly blocks: readonly (readonly Block[])[];
}

export interface DivideOptions {
  readonly shards: number;
  readonly signal?: AbortSignal | undefined;
}

/** Divides the rows that were read, in `blocks`, into a file for each shard, in the order of the source. */
export async function divideRows(
  blocks: readonly Block[],
  userOrder: Int32Array,
  journal: StageJournal,
  { shards, signal }: DivideOptions,
): Promise<MadeStage<DividedRows>> {
  const rowCounts = await readRowCounts(journal);
  const { shardOf, placeOf, starts } = divideUsers(userOrder, rowCounts, shards);
  const writers = Array.from(
    { length: shards },
    (_, shard) => new BlockWriter(journal.path(shardRows(shard))),
  );
  for await (const columns of new BlockFile(journal.path(rowsFile), blocks).blocks()) {
    signal?.throwIfAborted();
    for (const [shard, own] of rowsByShard(columns.users, shardOf, shards)) {
      const chosen = chooseRows(columns, own);
      await writers[shard]?.append({
        ...chosen,
        users: chosen.users.map((user) => placeOf[user] ?? 0),
      });
    }
  }
  const files: Record<string, StageFile> = {};
  const divided: (readonly Block[])[] = [];
  for (const writer of writers) {
    const written = await writer.finish();
    files[written.file.name] = written.file;
    divided.push(written.blocks);
  }
  // No later stage reads these, and they are as large as all shards.
  const drops = [rowsFile, rowCountsFile];
  return { data: { starts: [...starts], blocks: divided }, files, drops };
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
