/** The entry `@org/seqrec-data/formats`: definitions of formats, and of items' texts, without the code that reads them. */

export { type ItemFeatureKind, itemFeatureKinds } from './dataset/item-feature-kinds.js';
export { ITEM_TEXT } from './dataset/item-text.js';
export type { SourceDefinition } from './sources/source-definition.js';
export {
  type SourceOption,
  type SourceOptionName,
  type SourceOptionValue,
  sourceOptions,
} from './sources/source-options.js';
export { type SourceFormat, sourceFormats, sources } from './sources/source-table.js';
