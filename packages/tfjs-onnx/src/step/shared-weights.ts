import type { Variable } from '@tensorflow/tfjs-core';
import { elementTypes } from '../graph/element-type.js';
import { sizeOf } from '../graph/shape.js';
import type { Placement } from '../graph/value.js';
import type { OnnxBackend } from '../onnx-backend.js';
import { readVariable } from './variable-state.js';

/** Variables' values in memory that all threads see. An offset once given stays. */
export class SharedWeights {
  readonly #offsets = new Map<Variable, number>();
  #bytes = 0;
  #buffer = new SharedArrayBuffer(0);

  /** Where a variable's values stand, in bytes. */
  offsetOf(variable: Variable, like: Placement): number {
    const known = this.#offsets.get(variable);
    if (known !== undefined) return known;
    const offset = this.#bytes;
    this.#offsets.set(variable, offset);
    // Aligned for every element type.
    this.#bytes += Math.ceil((sizeOf(like.shape) * elementTypes[like.type].bytes) / 8) * 8;
    return offset;
  }

  /** The values as they are now. */
  current(backend: OnnxBackend): SharedArrayBuffer {
    if (this.#buffer.byteLength < this.#bytes) this.#buffer = new SharedArrayBuffer(this.#bytes);
    for (const [variable, offset] of this.#offsets) {
      const { buffer, byteOffset, byteLength } = readVariable(backend, variable);
      new Uint8Array(this.#buffer, offset, byteLength).set(
        new Uint8Array(buffer, byteOffset, byteLength),
      );
    }
    return this.#buffer;
  }
}
