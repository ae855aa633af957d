import { fillKeepMask } from '@org/random';
import { type ElementArray, elementTypes } from '../graph/element-type.js';
import { sizeOf } from '../graph/shape.js';
import type { Placement } from '../graph/value.js';
import type { RuntimeOptions } from '../runtime/runtime-options.js';
import { createSession, type Session, toOrtTensor } from '../runtime/session.js';
import type { LaneSums, LaneWork, Piece, PieceModel } from './piece-model.js';

type OrtTensors = Record<string, ReturnType<typeof toOrtTensor>>;

/** Runs pieces of one shape in this thread and adds up what they give. */
export class PieceRunner {
  readonly #session: Session;
  readonly #model: PieceModel;
  readonly #masks: readonly Uint8Array[];
  readonly #variables: readonly ElementArray[];
  /** What a piece gives that is not the first. */
  readonly #added: readonly Float32Array[];

  private constructor(session: Session, model: PieceModel) {
    this.#session = session;
    this.#model = model;
    this.#masks = model.masks.map((slot) => allocate(slot) as Uint8Array);
    this.#variables = model.variables.map(allocate);
    this.#added = model.sums.map((slot) => allocate(slot) as Float32Array);
  }

  static async load(model: PieceModel, options: RuntimeOptions): Promise<PieceRunner> {
    return new PieceRunner(await createSession(model.model, options, { heavy: true }), model);
  }

  /** @param reuse arrays of earlier sums that nobody reads any more, to write into. */
  async run({ pieces, step, weights }: LaneWork, reuse?: LaneSums): Promise<LaneSums> {
    const { sums: slots, variables } = this.#model;
    const feeds: OrtTensors = {};
    variables.forEach((slot, i) => {
      const data = this.#variables[i] ?? allocate(slot);
      // onnxruntime-node takes no shared memory.
      bytesOf(data).set(new Uint8Array(weights, slot.byteOffset, data.byteLength));
      feeds[slot.name] = toOrtTensor(slot.type, data, slot.shape);
    });
    const sums = slots.map((slot) => reuse?.[slot.key] ?? (allocate(slot) as Float32Array));
    for (const [place, piece] of pieces.entries()) {
      const into = place === 0 ? sums : this.#added;
      const fetches: OrtTensors = {};
      slots.forEach(({ name, type, shape }, i) => {
        fetches[name] = toOrtTensor(type, into[i] ?? new Float32Array(), shape);
      });
      await this.#session.run({ ...feeds, ...this.#pieceFeeds(piece, step) }, fetches);
      if (place === 0) continue;
      for (const [i, sum] of sums.entries()) add(sum, this.#added[i] ?? new Float32Array());
    }
    return Object.fromEntries(slots.map(({ key }, i) => [key, sums[i] ?? new Float32Array()]));
  }

  dispose(): void {
    this.#session.dispose();
  }

  #pieceFeeds({ arrays, firstRow }: Piece, step: number): OrtTensors {
    const feeds: OrtTensors = {};
    for (const { key, name, type, shape } of this.#model.arrays) {
      feeds[name] = toOrtTensor(type, arrays[key] ?? new Float32Array(), shape);
    }
    this.#model.masks.forEach(({ name, type, shape, rate, rows, key }, i) => {
      const mask = this.#masks[i] ?? new Uint8Array();
      fillKeepMask(mask, rate, rows, { key, step, firstRow });
      feeds[name] = toOrtTensor(type, mask, shape);
    });
    return feeds;
  }
}

function add(sum: Float32Array, values: Float32Array): void {
  for (let i = 0; i < sum.length; i += 1) sum[i] = (sum[i] as number) + (values[i] as number);
}

function bytesOf({ buffer, byteOffset, byteLength }: ElementArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function allocate({ type, shape }: Placement): ElementArray {
  return elementTypes[type].allocate(sizeOf(shape));
}
