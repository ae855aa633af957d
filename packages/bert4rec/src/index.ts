export { type Bert4Rec, bert4rec, bert4recNetwork } from './bert4rec.js';
export { bert4recDefinition } from './definition.js';
