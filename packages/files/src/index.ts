export {
  type ExistingFile,
  type Files,
  removeDirectory,
  writeDirectory,
  writeFiles,
} from './atomic-directory.js';
export { AtomicFile, writeFileAtomically } from './atomic-file.js';
export type { FileContent } from './content.js';
export {
  type DirectoryLock,
  isLock,
  lockDirectory,
  lockHolder,
} from './directory-lock.js';
export {
  FileError,
  type FileErrorCode,
  type FileErrorData,
  readError,
  reasonOf,
  writeError,
} from './error.js';
export type { Fields } from './fields.js';
export type { LockHolder } from './lock-holder.js';
export { sweepPartials } from './partial.js';
export { scratchDirectory } from './scratch-directory.js';
export { sha256 } from './sha256.js';
export { syncDirectory } from './sync-directory.js';
export { type JsonFormat, readJson, readVersionedJson } from './versioned-json.js';
