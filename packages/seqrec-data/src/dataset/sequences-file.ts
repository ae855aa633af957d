import {
  type Data,
  type DataType,
  Field,
  Float32,
  Float64,
  Int32,
  Int64,
  List,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
  type Table,
  tableFromIPC,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { SeqrecDataError } from '../error.js';
import type { ExternalId } from '../sources/interaction.js';
import type { IdKind } from './dataset.js';
import type { Sequences, Timestamps, UserItems } from './sequences.js';

/**
 * The bytes of `sequences.arrow`, an Arrow IPC file of one record batch with a row per sequence: `user` and the lists
 * `items` (int32), `timestamps` (int64, or float64 where any has a fraction), `values` (float32), `dislikes` (int32)
 * and `dislike_timestamps` (like `timestamps`), each if the sequences have it. `user` is int64 for integer ids, text
 * for texts, and JSON text for both. It copies no columns.
 */
export function encodeSequences(sequences: Sequences, users: IdKind): AsyncIterable<Uint8Array> {
  const { userIds, offsets, items, timestamps, values, dislikes } = sequences;
  const columns: [string, Data | undefined][] = [
    ['user', userColumn(userIds, users)],
    ['items', listColumn(offsets, new Int32(), items)],
    ['timestamps', timestamps && timeColumn(offsets, timestamps)],
    ['values', values && listColumn(offsets, new Float32(), values)],
    ['dislikes', dislikes && listColumn(dislikes.offsets, new Int32(), dislikes.items)],
    [
      'dislike_timestamps',
      dislikes?.timestamps && timeColumn(dislikes.offsets, dislikes.timestamps),
    ],
  ];
  const present = columns.filter((column): column is [string, Data] => column[1] !== undefined);
  const fields = present.map(([name, { type }]) => new Field(name, type, false));
  const batch = new RecordBatch(
    new Schema(fields),
    makeData({
      type: new Struct(fields),
      length: userIds.length,
      nullCount: 0,
      children: present.map(([, data]) => data),
    }),
  );
  const writer = new RecordBatchFileWriter();
  writer.write(batch);
  writer.finish();
  return writer;
}

function userColumn(userIds: readonly ExternalId[], kind: IdKind): Data {
  if (kind === 'integer') {
    const data = BigInt64Array.from(userIds, (id) => BigInt(id));
    return makeData({ type: new Int64(), length: data.length, nullCount: 0, data });
  }
  const texts = userIds.map((id) => (kind === 'mixed' ? JSON.stringify(id) : String(id)));
  const [data, ...more] = vectorFromArray(texts, new Utf8()).data;
  if (data === undefined || more.length > 0) throw new RangeError('user ids do not fit one column');
  return data;
}

function timeColumn(offsets: Int32Array, timestamps: Timestamps): Data {
  return timestamps instanceof Float64Array
    ? listColumn(offsets, new Float64(), timestamps)
    : listColumn(offsets, new Int64(), timestamps);
}

function listColumn<T extends Int32 | Int64 | Float32 | Float64>(
  valueOffsets: Int32Array,
  type: T,
  data: T['TArray'],
): Data {
  const child = makeData({ type, length: data.length, nullCount: 0, data } as never) as Data;
  return makeData({
    type: new List(new Field('item', type as DataType, false)),
    length: valueOffsets.length - 1,
    nullCount: 0,
    valueOffsets,
    child,
  });
}

/** Reads the bytes of {@link encodeSequences}; the columns are views of `bytes`. `file` names them in errors. */
export function decodeSequences(bytes: Uint8Array, users: IdKind, file: string): Sequences {
  let table: Table;
  try {
    table = tableFromIPC(bytes);
  } catch (cause) {
    throw corrupt(file, 'not an Arrow file', cause);
  }
  if (table.batches.length !== 1) {
    throw corrupt(file, `expected one record batch, got ${table.batches.length}`);
  }
  const likes = readList(table, 'items', 'List<Int32>', Int32Array, file);
  if (likes === undefined) throw corrupt(file, 'no column items');
  const timestamps = readTimes(table, 'timestamps', file);
  const values = readList(table, 'values', 'List<Float32>', Float32Array, file);
  const dislikes = readList(table, 'dislikes', 'List<Int32>', Int32Array, file);
  const dislikeTimes = readTimes(table, 'dislike_timestamps', file);
  return {
    userIds: readUsers(table, users, file),
    ...asItems(likes),
    ...(timestamps && { timestamps: timestamps.values }),
    ...(values && { values: values.values }),
    ...(dislikes && {
      dislikes: {
        ...asItems(dislikes),
        ...(dislikeTimes && { timestamps: dislikeTimes.values }),
      },
    }),
  };
}

interface ListColumn<A> {
  readonly offsets: Int32Array;
  readonly values: A;
}

function asItems({ offsets, values }: ListColumn<Int32Array>): UserItems {
  return { offsets, items: values };
}

function readTimes(table: Table, name: string, file: string): ListColumn<Timestamps> | undefined {
  const type = String(table.getChild(name)?.type);
  return type === 'List<Float64>'
    ? readList(table, name, type, Float64Array, file)
    : readList(table, name, 'List<Int64>', BigInt64Array, file);
}

function readList<A extends Int32Array | Float32Array | Timestamps>(
  table: Table,
  name: string,
  type: string,
  array: { new (): A },
  file: string,
): ListColumn<A> | undefined {
  const data = table.getChild(name)?.data[0];
  if (data === undefined) return undefined;
  const values: unknown = data.children[0]?.values;
  if (String(data.type) !== type || !(values instanceof array)) {
    throw corrupt(file, `column ${name} is ${data.type}, expected ${type}`);
  }
  // Buffers in the file are padded to whole words.
  const offsets = (data.valueOffsets as Int32Array).subarray(0, data.length + 1);
  return { offsets, values: values.subarray(0, offsets[data.length]) as A };
}

function readUsers(table: Table, kind: IdKind, file: string): ExternalId[] {
  const column = table.getChild('user');
  const type = kind === 'integer' ? 'Int64' : 'Utf8';
  if (column === null || String(column.type) !== type) {
    throw corrupt(file, `column user is ${column?.type ?? 'missing'}, expected ${type}`);
  }
  return Array.from(column, (value: unknown): ExternalId => {
    if (kind === 'integer') return Number(value);
    return kind === 'mixed' ? (JSON.parse(String(value)) as ExternalId) : String(value);
  });
}

function corrupt(file: string, problem: string, cause?: unknown): SeqrecDataError {
  return new SeqrecDataError(
    'artifact-corrupt',
    `${file}: ${problem}; the dataset is damaged, prepare it again`,
    { file, cause },
  );
}
