import {
  type Data,
  Field,
  FixedSizeBinary,
  FixedSizeList,
  Float32,
  Int32,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
  type Table,
  tableFromIPC,
} from 'apache-arrow';
import { TextEncoderError } from './error.js';

/** A text's vector, and how many tokens the text has. */
export interface TextVector {
  readonly vector: Float32Array;
  readonly tokens: number;
}

const HASH_BYTES = 32;

/**
 * The bytes of an Arrow IPC file of one record batch: `text` (fixed size binary: the SHA-256 of each text), `tokens`
 * (int32) and `vector` (fixed size list of float32).
 *
 * @param vectors by the SHA-256 of their texts in hex
 * @param size D
 */
export function encodeSegment(
  vectors: readonly (readonly [string, TextVector])[],
  size: number,
): AsyncIterable<Uint8Array> {
  const length = vectors.length;
  const hashes = new Uint8Array(length * HASH_BYTES);
  const tokens = new Int32Array(length);
  const values = new Float32Array(length * size);
  vectors.forEach(([hash, entry], row) => {
    hashes.set(Buffer.from(hash, 'hex'), row * HASH_BYTES);
    tokens[row] = entry.tokens;
    values.set(entry.vector, row * size);
  });
  const features = new FixedSizeList(size, new Field('item', new Float32(), false));
  const children: Data[] = [
    makeData({ type: new FixedSizeBinary(HASH_BYTES), length, nullCount: 0, data: hashes }),
    makeData({ type: new Int32(), length, nullCount: 0, data: tokens }),
    makeData({
      type: features,
      length,
      nullCount: 0,
      child: makeData({
        type: new Float32(),
        length: values.length,
        nullCount: 0,
        data: values,
      }),
    }),
  ];
  const fields = ['text', 'tokens', 'vector'].map(
    (name, place) => new Field(name, (children[place] as Data).type, false),
  );
  const batch = new RecordBatch(
    new Schema(fields),
    makeData({ type: new Struct(fields), length, nullCount: 0, children }),
  );
  const writer = new RecordBatchFileWriter();
  writer.write(batch);
  writer.finish();
  return writer;
}

/**
 * Reads a file of {@link encodeSegment}. The vectors are views of `bytes`.
 *
 * @param file Its name in errors.
 * @throws TextEncoderError `bad-cache`.
 */
export function decodeSegment(
  bytes: Uint8Array,
  size: number,
  file: string,
): Map<string, TextVector> {
  const bad = (what: string, cause?: unknown): TextEncoderError =>
    new TextEncoderError(
      'bad-cache',
      `${file} ${what}; remove the file, and its texts will be encoded again`,
      { file, cause },
    );
  let table: Table;
  try {
    table = tableFromIPC(bytes);
  } catch (cause) {
    throw bad('is not an Arrow file', cause);
  }
  const column = (name: string): Data | undefined => table.getChild(name)?.data[0];
  const hashes: unknown = column('text')?.values;
  const tokens: unknown = column('tokens')?.values;
  const values: unknown = column('vector')?.children[0]?.values;
  const rows = table.numRows;
  if (
    table.batches.length !== 1 ||
    !(hashes instanceof Uint8Array && hashes.length >= rows * HASH_BYTES) ||
    !(tokens instanceof Int32Array && tokens.length >= rows) ||
    !(values instanceof Float32Array && values.length >= rows * size) ||
    String(column('text')?.type) !== `FixedSizeBinary[${HASH_BYTES}]` ||
    String(column('vector')?.type) !== `FixedSizeList[${size}]<Float32>`
  ) {
    throw bad(`does not hold the columns text, tokens and vector of ${size} features`);
  }
  const result = new Map<string, TextVector>();
  for (let row = 0; row < rows; row += 1) {
    const hash = hashes.subarray(row * HASH_BYTES, (row + 1) * HASH_BYTES);
    result.set(Buffer.from(hash).toString('hex'), {
      vector: values.subarray(row * size, (row + 1) * size),
      tokens: tokens[row] ?? 0,
    });
  }
  return result;
}
