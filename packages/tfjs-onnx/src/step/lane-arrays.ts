import { type ElementArray, elementTypes } from '../graph/element-type.js';
import { sizeOf } from '../graph/shape.js';
import type { Placement } from '../graph/value.js';
import type { PieceModel } from './piece-model.js';

type VariableSlot = PieceModel['variables'][number];
type SumSlot = PieceModel['sums'][number];

/**
 * The arrays of one lane. All its programs use the same ones, as a lane runs one program at a time, and variables and
 * their gradients have one shape in all of them.
 */
export class LaneArrays {
  readonly #variables = new Map<number, ElementArray>();
  /** Sums that nobody reads any more. */
  readonly #spare = new Map<string, Float32Array>();

  /** A copy of a variable's values, which lie in shared memory, where onnxruntime-node reads none. */
  variable(slot: VariableSlot, weights: SharedArrayBuffer): ElementArray {
    const data = this.#variables.get(slot.byteOffset) ?? allocate(slot);
    this.#variables.set(slot.byteOffset, data);
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    bytes.set(new Uint8Array(weights, slot.byteOffset, data.byteLength));
    return data;
  }

  /** An array for a sum, which may hold earlier numbers. It is the caller's until it is kept again. */
  takeSum(slot: SumSlot): Float32Array {
    const spare = this.#spare.get(slot.key);
    this.#spare.delete(slot.key);
    return spare?.length === sizeOf(slot.shape) ? spare : (allocate(slot) as Float32Array);
  }

  keepSum({ key }: SumSlot, array: Float32Array): void {
    this.#spare.set(key, array);
  }
}

function allocate({ type, shape }: Placement): ElementArray {
  return elementTypes[type].allocate(sizeOf(shape));
}
