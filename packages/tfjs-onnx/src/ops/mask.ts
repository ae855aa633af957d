import type { Value } from '../graph/value.js';
import { cast } from './elementwise.js';
import { node, scalar } from './node.js';

/**
 * A bool mask as `scale` and 0. onnxruntime dequantizes bytes on all threads, several times faster than it casts
 * bools, so a mask that came in as bytes is taken from there.
 */
export function maskToFloat(mask: Value, scale: number): Value {
  const source = mask.node?.op === 'Cast' ? mask.node.inputs[0] : undefined;
  const bytes = source?.type === 'uint8' ? source : cast(mask, 'uint8');
  return node('DequantizeLinear', [bytes, scalar('float32', scale), scalar('uint8', 0)], {
    type: 'float32',
    shape: mask.shape,
  });
}
