import type { ByteInput } from './byte-input.js';
import { exampleDecoder } from './example-codec.js';
import type { ExampleSpec, Row } from './feature-spec.js';
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
import { webInput } from './web-input.js';

/**
 * Reads the records of TFRecord files as bytes.
 *
 * @example
 * for await (const record of readRecords(await fetch('data.tfrecord'))) console.log(record.length);
 */
export function readRecords(
  inputs: ByteInput | readonly ByteInput[],
  { copy = true, ...options }: RecordOptions = {},
): RecordReader<Uint8Array> {
  return new Reader(webInput(inputs), recordDecoder(copy), options);
}

/**
 * Reads the tf.Examples of TFRecord files as rows of a spec. If a feature is missing or has another kind or shape, the
 * error names the feature and the record.
 *
 * @example
 * for await (const { movieIndices } of readExamples([...input.files], { movieIndices: ragged('int64') })) { ... }
 */
export function readExamples<Spec extends ExampleSpec>(
  inputs: ByteInput | readonly ByteInput[],
  spec: Spec,
  options: ReadOptions = {},
): RecordReader<Row<Spec>> {
  return new Reader(webInput(inputs), exampleDecoder(spec), options);
}

/** Reads the tf.SequenceExamples of TFRecord files as rows of a spec. */
export function readSequenceExamples<Spec extends SequenceExampleSpec>(
  inputs: ByteInput | readonly ByteInput[],
  spec: Spec,
  options: ReadOptions = {},
): RecordReader<SequenceRow<Spec>> {
  return new Reader(webInput(inputs), sequenceExampleDecoder(spec), options);
}
