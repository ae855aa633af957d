// Inbound
export { Catalogue, type ItemRecord } from './catalogue.js';
export { SeqrecDataError, type SeqrecDataErrorCode, type SeqrecDataErrorData } from './error.js';
export { compareIds, type ExternalId, type Interaction, isExternalId } from './interaction.js';
export { maskId, PAD, tableRows } from './item-ids.js';
export {
  type Sequences,
  sequenceOf,
  sequencesFromLists,
  type UserItems,
} from './sequences.js';
