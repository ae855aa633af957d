import { writeFileAtomically } from '@org/files';
import type { ExternalId, Interaction, Source } from '@org/seqrec-data';
import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import { CliError } from '../program/cli-error.js';
import {
  type IdColumn,
  type InteractionColumns,
  interactionColumns,
} from './interaction-columns.js';

/** About 4 MB of usual events in memory. */
const GROUP_ROWS = 100_000;

type Column = SchemaElement & { readonly of: (interaction: Interaction) => unknown };

/**
 * Writes the interactions of a source as Parquet: columns `user`, `item`, and, where any has one, `timestamp`, `value`,
 * `session` and `disliked`. The source is read twice. Returns how many there are.
 */
export async function writeParquet(path: string, source: Source): Promise<number> {
  const columns = columnsOf(await interactionColumns(source));
  let rows = 0;
  await writeFileAtomically(
    path,
    bytesOf(source, columns, (count) => {
      rows += count;
    }),
  );
  return rows;
}

async function* bytesOf(
  source: Source,
  columns: readonly Column[],
  onRows: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  const bytes = new ByteWriter();
  const schema = columns.map(({ of: _, ...element }) => element);
  const root: SchemaElement = { name: 'interactions', num_children: schema.length };
  const file = new ParquetWriter({ writer: bytes, schema: [root, ...schema], createdBy: 'seqrec' });
  const group = (rows: readonly Interaction[]) => {
    const columnData = columns.map(({ name, of }) => ({ name, data: rows.map(of) }));
    file.write({ columnData, rowGroupSize: rows.length });
    onRows(rows.length);
    return taken(bytes);
  };
  let waiting: Interaction[] = [];
  for await (const block of source.interactions()) {
    waiting.push(...block);
    if (waiting.length < GROUP_ROWS) continue;
    yield group(waiting);
    waiting = [];
  }
  if (waiting.length > 0) yield group(waiting);
  file.finish();
  yield taken(bytes);
}

/** What was written since the last time. */
function taken(bytes: ByteWriter): Uint8Array {
  const part = bytes.getBytes().slice();
  bytes.index = 0;
  return part;
}

function columnsOf({
  user,
  item,
  timestamp,
  session,
  value,
  disliked,
}: InteractionColumns): Column[] {
  const required = { repetition_type: 'REQUIRED' } as const;
  const id = (name: 'user' | 'item' | 'session', type: IdColumn): Column => ({
    ...(type === 'integer'
      ? ({ name, type: 'INT64', ...required } as const)
      : ({ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', ...required } as const)),
    of: (interaction) => idOf(interaction[name], name, type),
  });
  return [
    id('user', user),
    id('item', item),
    ...(timestamp === undefined
      ? []
      : [
          timestamp === 'integer'
            ? ({
                name: 'timestamp',
                type: 'INT64',
                ...required,
                of: (one) => BigInt(one.timestamp ?? Number.NaN),
              } satisfies Column)
            : ({
                name: 'timestamp',
                type: 'DOUBLE',
                ...required,
                of: (one) => one.timestamp,
              } satisfies Column),
        ]),
    ...(value
      ? [
          {
            name: 'value',
            type: 'DOUBLE',
            repetition_type: 'OPTIONAL',
            of: (one) => one.value,
          } satisfies Column,
        ]
      : []),
    ...(session === undefined ? [] : [id('session', session)]),
    ...(disliked
      ? [
          {
            name: 'disliked',
            type: 'BOOLEAN',
            ...required,
            of: (one) => one.disliked === true,
          } satisfies Column,
        ]
      : []),
  ];
}

function idOf(id: ExternalId | undefined, name: string, type: IdColumn): string | bigint {
  if (typeof id === 'number' && type === 'integer') return BigInt(id);
  if (typeof id === 'string' && type === 'text') return id;
  throw new CliError(
    'failure',
    `the data changed while it was read: the ${name} ${JSON.stringify(id)} is not of the type of the others; try again`,
  );
}
