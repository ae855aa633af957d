export {
  type DownloadOptions,
  type DownloadProgress,
  downloadTextEncoder,
  type RemoteFile,
} from './download-text-encoder.js';
export { TextEncoderError, type TextEncoderErrorCode } from './error.js';
export { type LoadTextEncoderOptions, loadTextEncoder } from './load-text-encoder.js';
export { type NamedVectors, readNamedVectors, writeNamedVectors } from './named-vectors.js';
export { type Pooling, poolings } from './pooling.js';
export {
  type EncodeOptions,
  type EncodeProgress,
  type HiddenStates,
  PretrainedTextEncoder,
  type TextVectors,
} from './pretrained-text-encoder.js';
export {
  decodeVectorMap,
  encodeVectorMap,
  type FitVectorMapOptions,
  fitVectorMap,
  mapVectors,
  type StoredVectorMap,
  type VectorMap,
} from './vector-map.js';
