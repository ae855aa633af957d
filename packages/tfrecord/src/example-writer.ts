import { exampleCodec } from './example-codec.js';
import type { ExampleSpec, WritableRow } from './feature-spec.js';
import { RecordWriter, type WriteOptions, type WriteSummary } from './record-writer.js';
import {
  type SequenceExampleSpec,
  sequenceExampleCodec,
  type WritableSequenceRow,
} from './sequence-example-codec.js';

/**
 * Writes each row as a tf.Example.
 *
 * @example
 * await writeExamples('users.tfrecord', { userIndex: fixedLen([], 'int64') }, [{ userIndex: 7 }]);
 */
export function writeExamples<Spec extends ExampleSpec>(
  path: string,
  spec: Spec,
  rows: Iterable<WritableRow<Spec>> | AsyncIterable<WritableRow<Spec>>,
  options: WriteOptions = {},
): Promise<WriteSummary> {
  return writeAll(path, rows, exampleCodec(spec).encode, options);
}

/** Writes each row as a tf.SequenceExample. */
export function writeSequenceExamples<Spec extends SequenceExampleSpec>(
  path: string,
  spec: Spec,
  rows: Iterable<WritableSequenceRow<Spec>> | AsyncIterable<WritableSequenceRow<Spec>>,
  options: WriteOptions = {},
): Promise<WriteSummary> {
  return writeAll(path, rows, sequenceExampleCodec(spec).encode, options);
}

/** Writes byte arrays as records, whatever they contain. */
export function writeRecords(
  path: string,
  records: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  options: WriteOptions = {},
): Promise<WriteSummary> {
  return writeAll(path, records, (record) => record, options);
}

async function writeAll<T>(
  path: string,
  items: Iterable<T> | AsyncIterable<T>,
  encode: (item: T) => Uint8Array,
  options: WriteOptions,
): Promise<WriteSummary> {
  const writer = await RecordWriter.open(path, options);
  try {
    for await (const item of items) await writer.write(encode(item));
    return await writer.close();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}
