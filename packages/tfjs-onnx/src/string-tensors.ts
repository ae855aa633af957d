import { OnnxBackendError } from './errors.js';
import { sizeOf } from './graph/shape.js';
import { Value } from './graph/value.js';

/**
 * Lets kernels that only move or compare elements run on strings, which onnxruntime hardly supports. Each string
 * becomes its rank among all input strings, and int32 results are ranks that become strings again.
 */
export class StringRanks {
  readonly #sorted: readonly string[];
  readonly #ranks: ReadonlyMap<string, number>;

  constructor(tensors: readonly (readonly Uint8Array[])[]) {
    const distinct = new Set(tensors.flatMap((bytes) => bytes.map(decode)));
    this.#sorted = [...distinct].sort((a, b) => (a < b ? -1 : 1));
    this.#ranks = new Map(this.#sorted.map((text, rank) => [text, rank]));
  }

  /** Turns a string tensor into int32 ranks. */
  encode(bytes: readonly Uint8Array[], shape: readonly number[]): Value {
    const data = Int32Array.from(bytes, (text) => this.#ranks.get(decode(text)) ?? 0);
    if (data.length !== sizeOf(shape)) {
      throw new OnnxBackendError(
        'bad-shape',
        `a string tensor of shape [${shape.join(', ')}] holds ${data.length} strings`,
      );
    }
    return new Value({ type: 'int32', shape }, { data });
  }

  decode(ranks: ArrayLike<number>): Uint8Array[] {
    return Array.from(ranks, (rank) => encoder.encode(this.#sorted[rank]));
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const decode = (bytes: Uint8Array): string => decoder.decode(bytes);
