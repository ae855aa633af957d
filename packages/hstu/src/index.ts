export { type HstuConfig, hstuDefinition } from './definition.js';
export { type Hstu, hstu, hstuNetwork } from './hstu.js';
