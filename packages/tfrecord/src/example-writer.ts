import { exampleEncoder } from './example-encoder.js';
import type { ExampleSpec, WritableRow } from './feature-spec.js';
import { RecordWriter, type WriteOptions, type WriteSummary } from './record-writer.js';

/**
 * Writes each of `rows` as a tf.Example.
 *
 * @example
 * await writeExamples('sessions.tfrecord', { userIndex: fixedLen([], 'int64') }, [{ userIndex: 7 }]);
 */
export function writeExamples<Spec extends ExampleSpec>(
  path: string,
  spec: Spec,
  rows: Iterable<WritableRow<Spec>> | AsyncIterable<WritableRow<Spec>>,
  options: WriteOptions = {},
): Promise<WriteSummary> {
  return writeAll(path, rows, exampleEncoder(spec), options);
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
