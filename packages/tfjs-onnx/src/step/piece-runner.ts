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
  /** The arrays that the next sums start from, where there are several pieces. */
  #spare: readonly Float32Array[] | undefined;

  private constructor(session: Session, model: PieceModel) {
    this.#session = session;
    this.#model = model;
    this.#masks = model.masks.map((slot) => allocate(slot) as Uint8Array);
    this.#variables = model.variables.map(allocate);
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
    let into = slots.map((slot) => reuse?.[slot.key] ?? (allocate(slot) as Float32Array));
    let sums = into;
    if (slots.some(({ before }) => before !== undefined)) {
      sums = [...(this.#spare ?? slots.map((slot) => allocate(slot) as Float32Array))];
      for (const sum of sums) sum.fill(0);
    }
    for (const piece of pieces) {
      const fetches: OrtTensors = {};
      slots.forEach(({ name, before, type, shape }, i) => {
        fetches[name] = toOrtTensor(type, into[i] ?? new Float32Array(), shape);
        if (before !== undefined) {
          feeds[before] = toOrtTensor(type, sums[i] ?? new Float32Array(), shape);
        }
      });
      await this.#session.run({ ...feeds, ...this.#pieceFeeds(piece, step) }, fetches);
      [sums, into] = [into, sums];
    }
    if (into !== sums) this.#spare = into;
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

function bytesOf({ buffer, byteOffset, byteLength }: ElementArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function allocate({ type, shape }: Placement): ElementArray {
  return elementTypes[type].allocate(sizeOf(shape));
}
