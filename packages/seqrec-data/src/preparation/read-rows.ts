import { readFile } from 'node:fs/promises';
import { readError } from '@org/files';
import type { PreparationReport } from '../dataset/dataset.js';
import type { ExternalId } from '../sources/interaction.js';
import type { Source } from '../sources/source.js';
import type { SourceFile } from '../sources/source-files.js';
import { type Block, BlockWriter, columnNames } from './block-file.js';
import type { SourceFacts } from './describe-dataset.js';
import { readIds, writeIds } from './id-file.js';
import { InteractionTableBuilder } from './interaction-table.js';
import type { PrepareOptions } from './prepare-dataset.js';
import { readBlocks } from './read-table.js';
import { SourceReading, totalBytes } from './source-reading.js';
import { StageWriter } from './stage-file.js';
import type { MadeStage, StageJournal } from './stage-journal.js';

/** What the files of the rows hold. Plain JSON. */
export interface ReadRows {
  readonly rows: number;
  readonly blocks: readonly Block[];
  /** The columns that any row has. */
  readonly present: readonly string[];
  readonly fractionalTimes: boolean;
  /** The sizes of the pieces of the files of ids. */
  readonly pieces: { readonly users: readonly number[]; readonly items: readonly number[] };
  readonly report: Pick<PreparationReport, 'badRows' | 'unread'>;
  readonly facts: SourceFacts;
}

/** The names of the files, by what they hold. */
export const rowsFile = 'rows';
export const rowCountsFile = 'row-counts';
const userIdsFile = 'user-ids';
const itemIdsFile = 'item-ids';

/** Reads the source into files: its rows, the ids of users and items by their numbers, and the number of rows of each user. */
export async function readRows(
  source: Source,
  files: readonly SourceFile[],
  journal: StageJournal,
  { rowsAtOnce, ...options }: PrepareOptions & { readonly rowsAtOnce: number },
): Promise<MadeStage<ReadRows>> {
  const reading = new SourceReading(source, options);
  const builder = new InteractionTableBuilder();
  const log = new BlockWriter(journal.path(rowsFile));
  const present = new Set<string>();
  let rowsOf = new Int32Array(1024);
  const flush = async (): Promise<void> => {
    const columns = builder.take();
    for (const name of columnNames(columns)) present.add(name);
    const known = builder.userIds.length;
    if (known > rowsOf.length) {
      const grown = new Int32Array(Math.max(known, 2 * rowsOf.length));
      grown.set(rowsOf);
      rowsOf = grown;
    }
    for (const user of columns.users) rowsOf[user] = (rowsOf[user] ?? 0) + 1;
    await log.append(columns);
  };
  const onEvent = options.onEvent ?? (() => {});
  const blocks = readBlocks(builder, source, totalBytes(files), reading.options, onEvent);
  for await (const _ of blocks) {
    if (builder.waiting >= rowsAtOnce) await flush();
  }
  if (builder.waiting > 0) await flush();
  const { rows, userIds, itemIds, fractionalTimes } = builder;
  if (rows === 0) throw reading.nothingRead();

  const written = await log.finish();
  const users = await writeIds(journal.path(userIdsFile), userIds);
  const items = await writeIds(journal.path(itemIdsFile), itemIds);
  const counts = new StageWriter(journal.path(rowCountsFile));
  await counts.append(new Uint8Array(rowsOf.buffer, 0, 4 * userIds.length));
  const { format, settings, layout, timestampUnit } = source;
  return {
    data: {
      ...{ rows, blocks: written.blocks, present: [...present], fractionalTimes },
      pieces: { users: users.pieces, items: items.pieces },
      report: reading.report(),
      facts: { format, settings, layout, timestampUnit },
    },
    files: {
      [rowsFile]: written.file,
      [userIdsFile]: users.file,
      [itemIdsFile]: items.file,
      [rowCountsFile]: await counts.finish(),
    },
  };
}

/** The ids of users and items by their numbers. */
export async function readRowIds(
  journal: StageJournal,
  { pieces }: ReadRows,
): Promise<{ readonly userIds: readonly ExternalId[]; readonly itemIds: readonly ExternalId[] }> {
  return {
    userIds: await readIds(journal.path(userIdsFile), pieces.users),
    itemIds: await readIds(journal.path(itemIdsFile), pieces.items),
  };
}

/** The number of rows of each user. */
export async function readRowCounts(journal: StageJournal): Promise<Int32Array> {
  const path = journal.path(rowCountsFile);
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw readError(path, cause);
  });
  const counts = new Int32Array(bytes.byteLength / Int32Array.BYTES_PER_ELEMENT);
  new Uint8Array(counts.buffer).set(bytes);
  return counts;
}
