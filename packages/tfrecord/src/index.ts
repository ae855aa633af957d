export { TFRecordError } from './error.js';
export { writeExamples } from './example-writer.js';
export { fixedLen, ragged, varLen, type WritableRow } from './feature-spec.js';
