export { type SasRecConfig, sasrecDefinition } from './definition.js';
export { type SasRec, sasrec, sasrecNetwork } from './sasrec.js';
