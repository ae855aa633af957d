import type { Variable } from '@tensorflow/tfjs-core';
import { elementTypes } from '../graph/element-type.js';
import { sizeOf } from '../graph/shape.js';
import type { Placement } from '../graph/value.js';
import type { OnnxBackend } from '../onnx-backend.js';
import type { WeightsMemory } from './piece-model.js';
import { readVariable } from './variable-state.js';

/** The values of variables in memory that all threads share. The offset of a variable never changes. */
export class SharedWeights {
  readonly #offsets = new Map<Variable, number>();
  #bytes = 0;
  #buffer = allocate(0);

  /** The byte offset of a variable's values. */
  offsetOf(variable: Variable, like: Placement): number {
    const known = this.#offsets.get(variable);
    if (known !== undefined) return known;
    const offset = this.#bytes;
    this.#offsets.set(variable, offset);
    // Eight bytes align every element type.
    this.#bytes += Math.ceil((sizeOf(like.shape) * elementTypes[like.type].bytes) / 8) * 8;
    return offset;
  }

  /** Copies the current values of all variables into the shared memory, and returns it. */
  current(backend: OnnxBackend): WeightsMemory {
    if (this.#buffer.byteLength < this.#bytes) this.#buffer = allocate(this.#bytes);
    for (const [variable, offset] of this.#offsets) {
      const { buffer, byteOffset, byteLength } = readVariable(backend, variable);
      new Uint8Array(this.#buffer, offset, byteLength).set(
        new Uint8Array(buffer, byteOffset, byteLength),
      );
    }
    return this.#buffer;
  }
}

function allocate(bytes: number): WeightsMemory {
  return typeof SharedArrayBuffer === 'undefined'
    ? new ArrayBuffer(bytes)
    : new SharedArrayBuffer(bytes);
}
