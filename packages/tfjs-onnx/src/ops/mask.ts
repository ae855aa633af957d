import type { Value } from '../graph/value.js';
import { cast } from './elementwise.js';
import { node, scalar } from './node.js';

/**
 * Turns a bool mask into floats: `scale` for true, 0 for false. onnxruntime dequantizes bytes on all threads, several
 * times faster than it casts bools. So a mask that was cast from bytes is read before the cast.
 */
export function maskToFloat(mask: Value, scale: number): Value {
  const source = mask.node?.op === 'Cast' ? mask.node.inputs[0] : undefined;
  const bytes = source?.type === 'uint8' ? source : cast(mask, 'uint8');
  return node('DequantizeLinear', [bytes, scalar('float32', scale), scalar('uint8', 0)], {
    type: 'float32',
    shape: mask.shape,
  });
}
