export { type Files, PARTIAL_PREFIX, writeDirectory, writeFiles } from './atomic-directory.js';
export { FileError, type FileErrorCode } from './error.js';
