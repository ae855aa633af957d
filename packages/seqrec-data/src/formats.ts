/** What is known of formats without the code that reads them; the entry `@org/seqrec-data/formats`. */

export type { SourceDefinition } from './sources/source-definition.js';
export {
  type SourceOption,
  type SourceOptionName,
  type SourceOptionValue,
  sourceOptions,
} from './sources/source-options.js';
export { type SourceFormat, sourceFormats, sources } from './sources/source-table.js';
