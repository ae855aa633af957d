import { exampleDecoder } from './example-codec.js';
import type { ExampleSpec, Row } from './feature-spec.js';
import { nodeInput, type RecordInput } from './input.js';
import {
  Reader,
  type ReadOptions,
  type RecordOptions,
  type RecordReader,
  recordDecoder,
} from './record-reader.js';
import {
  type SequenceExampleSpec,
  type SequenceRow,
  sequenceExampleDecoder,
} from './sequence-example-codec.js';

/**
 * Reads the records of TFRecord files as bytes.
 *
 * @example
 * for await (const record of readRecords('data/*.tfrecord')) console.log(record.length);
 */
export function readRecords(
  inputs: RecordInput | readonly RecordInput[],
  { copy = true, ...options }: RecordOptions = {},
): RecordReader<Uint8Array> {
  return new Reader(nodeInput(inputs), recordDecoder(copy), options);
}

/**
 * Reads the tf.Examples of TFRecord files as rows of a spec. If a feature is missing or has another kind or shape, the
 * error names the feature and the record.
 *
 * @example
 * for await (const { userIndex, movieIndices } of readExamples('sessions-*.tfrecord', {
 *   userIndex: fixedLen([], 'int64'), // number
 *   movieIndices: ragged('int64'), // number[]
 * })) { ... }
 */
export function readExamples<Spec extends ExampleSpec>(
  inputs: RecordInput | readonly RecordInput[],
  spec: Spec,
  options: ReadOptions = {},
): RecordReader<Row<Spec>> {
  return new Reader(nodeInput(inputs), exampleDecoder(spec), options);
}

/** Reads the tf.SequenceExamples of TFRecord files as rows of a spec. */
export function readSequenceExamples<Spec extends SequenceExampleSpec>(
  inputs: RecordInput | readonly RecordInput[],
  spec: Spec,
  options: ReadOptions = {},
): RecordReader<SequenceRow<Spec>> {
  return new Reader(nodeInput(inputs), sequenceExampleDecoder(spec), options);
}
