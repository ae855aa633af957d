/** The entry `@org/tfrecord/web`: reads what pages have, and encodes and decodes examples, without a module of Node. */
export type { ByteInput, WebFile, WebResponse, WebStream } from './byte-input.js';
export { type Compression, startsWithFrame } from './compression.js';
export { crc32c, maskCrc } from './crc32c.js';
export {
  type CorruptionCode,
  type Loss,
  type RecordLocation,
  TFRecordError,
  type TFRecordErrorCode,
  type TFRecordErrorDetails,
} from './error.js';
export { type DecodeOptions, decodeExample, encodeExample, type Features } from './example.js';
export { type ExampleCodec, exampleCodec } from './example-codec.js';
export type { Feature, FeatureKind } from './feature.js';
export {
  type DType,
  type ExampleSpec,
  type FeatureSpec,
  type FixedLen,
  fixedLen,
  type Row,
  ragged,
  type Scalar,
  type VarLen,
  varLen,
  type WritableRow,
} from './feature-spec.js';
export type { ReadCounts, ReadOptions, RecordOptions, RecordReader } from './record-reader.js';
export {
  decodeSequenceExample,
  encodeSequenceExample,
  type SequenceExample,
} from './sequence-example.js';
export {
  type SequenceExampleCodec,
  type SequenceExampleSpec,
  type SequenceRow,
  sequenceExampleCodec,
  type WritableSequenceRow,
} from './sequence-example-codec.js';
export { readExamples, readRecords, readSequenceExamples } from './web-reader.js';
