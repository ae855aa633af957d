import type { MetricKey } from '@org/metrics';
import type { ExternalId } from '@org/seqrec-data';
import {
  type Data,
  Field,
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
import { EvaluationError } from './error.js';
import type { Rankings } from './rankings.js';

/** The targets of every user, and the ranks of each scorer, under one protocol. */
export interface PerUserResults extends Omit<Rankings, 'ranks'> {
  readonly userIds: readonly ExternalId[];
  readonly scorers: readonly ScorerResults[];
}

export interface ScorerResults {
  readonly scorer: string;
  readonly ranks: Rankings['ranks'];
  /** One value per user. */
  readonly values: Readonly<Record<MetricKey, Float64Array>>;
}

type Column = readonly [name: string, data: Data];

/**
 * The bytes of a per-user file: Arrow IPC with one row per user, which data frames in any language can read. Columns
 * are `user` (int64 for integer ids, text for texts, JSON text for both), `history_length`, `targets`, and
 * for every scorer `<scorer>/ranks` and `<scorer>/<metric>@<k>`.
 */
export function encodePerUser(results: PerUserResults): Uint8Array {
  const { userIds, historyLengths, offsets, targets, scorers } = results;
  const columns: Column[] = [
    ['user', userColumn(userIds)],
    ['history_length', int32(historyLengths)],
    ['targets', list(offsets, int32(targets))],
    ...scorers.flatMap(({ scorer, ranks, values }): Column[] => [
      [`${scorer}/ranks`, list(offsets, float64(ranks))],
      ...Object.entries(values).map(
        ([key, column]): Column => [`${scorer}/${key}`, float64(column)],
      ),
    ]),
  ];
  const fields = columns.map(([name, { type }]) => new Field(name, type, false));
  const struct = makeData({
    type: new Struct(fields),
    length: userIds.length,
    nullCount: 0,
    children: columns.map(([, data]) => data),
  });
  const metadata = new Map([['user-ids', idKind(userIds)]]);
  const writer = new RecordBatchFileWriter();
  writer.write(new RecordBatch(new Schema(fields, metadata), struct));
  writer.finish();
  return writer.toUint8Array(true);
}

/** Reads the bytes of {@link encodePerUser}; `file` names them in errors. */
export function decodePerUser(bytes: Uint8Array, file: string): PerUserResults {
  let table: Table;
  try {
    table = tableFromIPC(bytes);
  } catch (cause) {
    throw corrupt(file, 'it is not an Arrow file', cause);
  }
  const targets = listOf(table, 'targets', Int32Array, file);
  const scorers = new Map<string, { ranks?: Float64Array; values: Record<string, Float64Array> }>();
  for (const { name } of table.schema.fields) {
    const slash = name.lastIndexOf('/');
    if (slash < 0) continue;
    const scorer = name.slice(0, slash);
    const entry = scorers.get(scorer) ?? { values: {} };
    scorers.set(scorer, entry);
    if (name.endsWith('/ranks')) entry.ranks = listOf(table, name, Float64Array, file).values;
    else entry.values[name.slice(slash + 1)] = valuesOf(table, name, Float64Array, file);
  }
  return {
    userIds: usersOf(table, file),
    historyLengths: valuesOf(table, 'history_length', Int32Array, file),
    offsets: targets.offsets,
    targets: targets.values,
    scorers: Array.from(scorers, ([scorer, { ranks, values }]): ScorerResults => {
      if (ranks === undefined) throw corrupt(file, `column ${scorer}/ranks is missing`);
      return { scorer, ranks, values };
    }),
  };
}

function idKind(ids: readonly ExternalId[]): 'integer' | 'string' | 'mixed' {
  if (ids.every((id) => Number.isSafeInteger(id))) return 'integer';
  return ids.every((id) => typeof id === 'string') ? 'string' : 'mixed';
}

function userColumn(ids: readonly ExternalId[]): Data {
  const kind = idKind(ids);
  if (kind === 'integer') {
    const data = BigInt64Array.from(ids, (id) => BigInt(id));
    return makeData({ type: new Int64(), length: data.length, nullCount: 0, data });
  }
  const texts = ids.map((id) => (kind === 'mixed' ? JSON.stringify(id) : String(id)));
  return vectorFromArray(texts, new Utf8()).data[0] as Data;
}

function int32(data: Int32Array): Data {
  return makeData({ type: new Int32(), length: data.length, nullCount: 0, data });
}

function float64(data: Float64Array): Data {
  return makeData({ type: new Float64(), length: data.length, nullCount: 0, data });
}

function list(valueOffsets: Int32Array, child: Data): Data {
  return makeData({
    type: new List(new Field('item', child.type, false)),
    length: valueOffsets.length - 1,
    nullCount: 0,
    valueOffsets,
    child,
  });
}

type TypedArray = Int32Array | Float64Array;

function valuesOf<A extends TypedArray>(
  table: Table,
  name: string,
  array: { new (): A },
  file: string,
): A {
  const [data] = table.getChild(name)?.data ?? [];
  const values: unknown = data?.values;
  if (data === undefined || !(values instanceof array)) throw corrupt(file, wrong(table, name));
  // Buffers in the file are padded to whole words.
  return values.subarray(0, data.length) as A;
}

function listOf<A extends TypedArray>(
  table: Table,
  name: string,
  array: { new (): A },
  file: string,
): { readonly offsets: Int32Array; readonly values: A } {
  const [data] = table.getChild(name)?.data ?? [];
  const values: unknown = data?.children[0]?.values;
  if (data === undefined || !(values instanceof array)) throw corrupt(file, wrong(table, name));
  const offsets = (data.valueOffsets as Int32Array).subarray(0, data.length + 1);
  return { offsets, values: values.subarray(0, offsets[data.length]) as A };
}

function usersOf(table: Table, file: string): ExternalId[] {
  const column = table.getChild('user');
  if (column === null) throw corrupt(file, 'column user is missing');
  const kind = table.schema.metadata.get('user-ids');
  return Array.from(column, (value: unknown): ExternalId => {
    if (kind === 'integer') return Number(value);
    return kind === 'mixed' ? (JSON.parse(String(value)) as ExternalId) : String(value);
  });
}

function wrong(table: Table, name: string): string {
  return `column ${name} is ${table.getChild(name)?.type ?? 'missing'}`;
}

function corrupt(file: string, problem: string, cause?: unknown): EvaluationError {
  return new EvaluationError('corrupt', `${file} holds no values per user: ${problem}`, {
    file,
    cause,
  });
}
