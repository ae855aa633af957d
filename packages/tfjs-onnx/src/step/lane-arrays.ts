import { type ElementArray, elementTypes } from '../graph/element-type.js';
import { sizeOf } from '../graph/shape.js';
import type { Placement } from '../graph/value.js';
import type { PieceModel, WeightsMemory } from './piece-model.js';

type VariableSlot = PieceModel['variables'][number];
type SumSlot = PieceModel['sums'][number];

/**
 * The arrays of one lane. All its programs share them, because a lane runs one program at a time and a variable or its
 * gradient has the same shape in every program.
 */
export class LaneArrays {
  readonly #variables = new Map<number, ElementArray>();
  /** Arrays of sums that nobody reads any more, by key. */
  readonly #spare = new Map<string, Float32Array>();

  /** Copies a variable's values out of shared memory, because onnxruntime-node rejects shared memory. */
  variable(slot: VariableSlot, weights: WeightsMemory): ElementArray {
    const data = this.#variables.get(slot.byteOffset) ?? allocate(slot);
    this.#variables.set(slot.byteOffset, data);
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    bytes.set(new Uint8Array(weights, slot.byteOffset, data.byteLength));
    return data;
  }

  /** Returns an array for a sum, which may hold old numbers. The caller owns it until `keepSum` takes it back. */
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
