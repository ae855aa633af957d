import { fillKeepMask } from '@org/random';
import { sizeOf } from '../graph/shape.js';
import type { RuntimeOptions } from '../runtime/runtime-options.js';
import { createSession, type Session, toOrtTensor } from '../runtime/session.js';
import type { LaneArrays } from './lane-arrays.js';
import type { LaneSums, LaneWork, Piece, PieceModel } from './piece-model.js';

type OrtTensors = Record<string, ReturnType<typeof toOrtTensor>>;

export interface PieceRunnerOptions {
  /** The arrays of the runner's lane. */
  readonly arrays: LaneArrays;
  /** See `SessionTuning`. */
  readonly arena: boolean;
}

/** Runs pieces of one shape in this thread and adds up their results. */
export class PieceRunner {
  readonly #session: Session;
  readonly #model: PieceModel;
  readonly #masks: readonly Uint8Array[];
  readonly #arrays: LaneArrays;

  private constructor(session: Session, model: PieceModel, arrays: LaneArrays) {
    this.#session = session;
    this.#model = model;
    this.#masks = model.masks.map(({ shape }) => new Uint8Array(sizeOf(shape)));
    this.#arrays = arrays;
  }

  static async load(
    model: PieceModel,
    { arrays, arena, ...options }: RuntimeOptions & PieceRunnerOptions,
  ): Promise<PieceRunner> {
    const session = createSession(model.model, options, { heavy: true, arena });
    return new PieceRunner(session, model, arrays);
  }

  /** @param reuse arrays of old sums that nobody reads any more; the run may overwrite them. */
  async run({ pieces, step, weights }: LaneWork, reuse?: LaneSums): Promise<LaneSums> {
    const { sums: slots, variables } = this.#model;
    const feeds: OrtTensors = {};
    for (const slot of variables) {
      const data = this.#arrays.variable(slot, weights);
      feeds[slot.name] = toOrtTensor(slot.type, data, slot.shape);
    }
    let into = slots.map((slot) => reuse?.[slot.key] ?? this.#arrays.takeSum(slot));
    let sums = into;
    if (slots.some(({ before }) => before !== undefined)) {
      sums = slots.map((slot) => this.#arrays.takeSum(slot));
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
    if (into !== sums) {
      slots.forEach((slot, i) => {
        this.#arrays.keepSum(slot, into[i] ?? new Float32Array());
      });
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
