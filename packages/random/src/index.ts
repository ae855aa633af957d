export { fillKeepMask, type MaskKey, maskKey } from './keep-mask.js';
export { Random, type RandomState } from './random.js';
