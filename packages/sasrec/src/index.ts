export { sasrecDefinition } from './definition.js';
export { type SasRec, sasrec, sasrecNetwork } from './sasrec.js';
