export type { ByteInput, WebFile, WebResponse, WebStream } from './byte-input.js';
export { type Compression, startsWithFrame } from './compression.js';
export { crc32c, maskCrc } from './crc32c.js';
export { decompress } from './decompress.js';
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
export { writeExamples, writeRecords, writeSequenceExamples } from './example-writer.js';
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
export type { RecordInput } from './input.js';
export { readExamples, readRecords, readSequenceExamples } from './node-reader.js';
export type { ReadCounts, ReadOptions, RecordOptions, RecordReader } from './record-reader.js';
export { RecordWriter, type WriteOptions, type WriteSummary } from './record-writer.js';
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
export { shardPath } from './shard.js';
export { type TensorBoardOptions, TensorBoardWriter } from './tensorboard-writer.js';
