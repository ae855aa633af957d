import { PlaceHeap } from './place-heap.js';

/** Vectors of items: row `i` of `values` is that of the `i`-th item asked for. */
export interface ItemVectors {
  /** [n, D] */
  readonly values: Float32Array;
  /** D */
  readonly width: number;
}

export interface MarginalRelevanceOptions {
  readonly lambda: number;
  /** The items that compete, best first. */
  readonly indices: Int32Array;
  readonly scores: Float32Array;
  /** Those of all of them, and of all others that may be shown. */
  readonly vectors: UnitVectors;
}

/**
 * Maximal marginal relevance of the items of a pool, as a list grows. See {@link Diversity}.
 *
 * With each item that is shown, the marginal relevance of the others stays or falls. So what was computed before is a bound,
 * and only an item whose bound is the greatest is compared with what has been shown since.
 */
export class MarginalRelevance {
  readonly #lambda: number;
  readonly #indices: Int32Array;
  readonly #vectors: UnitVectors;
  readonly #relevance: Float64Array;
  /** By place: the greatest likeness to those shown items that it was compared with, the first so many. */
  readonly #likeness: Float64Array;
  readonly #compared: Int32Array;
  /** By place: the marginal relevance after them. */
  readonly #values: Float64Array;
  readonly #heap: PlaceHeap;
  readonly #shown: Float32Array[] = [];

  constructor({ lambda, indices, scores, vectors }: MarginalRelevanceOptions) {
    this.#lambda = lambda;
    this.#indices = indices;
    this.#vectors = vectors;
    this.#likeness = new Float64Array(indices.length).fill(Number.NEGATIVE_INFINITY);
    this.#compared = new Int32Array(indices.length);
    const best = scores[0] ?? 0;
    const range = best - (scores[indices.length - 1] ?? 0);
    this.#relevance = Float64Array.from(scores.subarray(0, indices.length), (score) =>
      range > 0 ? 1 - (best - score) / range : 1,
    );
    this.#values = this.#relevance.map((relevance) => lambda * relevance);
    this.#heap = new PlaceHeap(this.#values);
  }

  /** The first place in the pool with the greatest marginal relevance of all open items. One that is not open never will be. */
  best(isOpen: (index: number) => boolean): number | undefined {
    for (;;) {
      const place = this.#heap.top;
      if (place === undefined) return undefined;
      if (!isOpen(this.#indices[place] as number)) {
        this.#heap.takeTop();
      } else if (this.#compared[place] === this.#shown.length) {
        return place;
      } else {
        this.#compare(place);
        this.#heap.lowerTop();
      }
    }
  }

  show(index: number): void {
    const shown = this.#vectors.of(index);
    if (shown === undefined) return;
    this.#shown.push(shown);
    if (this.#shown.length > 1) return;
    // Beside nothing, the likeness counts as 0, and that to the first item may be less.
    for (const place of this.#indices.keys()) this.#compare(place);
    this.#heap.sort();
  }

  /** Costs one product of vectors for each item that was shown since the last time. */
  #compare(place: number): void {
    const vector = this.#vectors.of(this.#indices[place] as number);
    if (vector === undefined) throw new Error(`the item at place ${place} of a pool has no vector`);
    const since = greatestDot(vector, this.#shown, this.#compared[place] as number);
    const likeness = Math.max(this.#likeness[place] as number, since);
    this.#likeness[place] = likeness;
    this.#compared[place] = this.#shown.length;
    this.#values[place] =
      this.#lambda * (this.#relevance[place] as number) - (1 - this.#lambda) * likeness;
  }
}

/** Vectors of items, made of length 1, so that their products are cosines. A vector of zeros stays one. */
export class UnitVectors {
  readonly #vectors = new Map<number, Float32Array>();

  /** The items of lists whose vectors are not here yet, each once. */
  missing(lists: readonly Int32Array[]): Int32Array {
    const missing = new Set<number>();
    for (const indices of lists) {
      for (const index of indices) if (!this.#vectors.has(index)) missing.add(index);
    }
    return Int32Array.from(missing);
  }

  add(indices: Int32Array, { values, width }: ItemVectors): void {
    const units = values.slice();
    indices.forEach((index, row) => {
      const unit = units.subarray(row * width, (row + 1) * width);
      const norm = Math.sqrt(dot(unit, unit));
      if (norm > 0) for (let i = 0; i < width; i += 1) unit[i] = (unit[i] as number) / norm;
      this.#vectors.set(index, unit);
    });
  }

  of(index: number): Float32Array | undefined {
    return this.#vectors.get(index);
  }
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** The greatest product of a vector with others, from one on. Four at once, as one sum would wait for itself. */
function greatestDot(vector: Float32Array, others: readonly Float32Array[], from: number): number {
  let greatest = Number.NEGATIVE_INFINITY;
  let at = from;
  for (; at + 4 <= others.length; at += 4) {
    const a = others[at] as Float32Array;
    const b = others[at + 1] as Float32Array;
    const c = others[at + 2] as Float32Array;
    const d = others[at + 3] as Float32Array;
    let [toA, toB, toC, toD] = [0, 0, 0, 0];
    for (let i = 0; i < vector.length; i += 1) {
      const x = vector[i] as number;
      toA += x * (a[i] as number);
      toB += x * (b[i] as number);
      toC += x * (c[i] as number);
      toD += x * (d[i] as number);
    }
    greatest = Math.max(greatest, toA, toB, toC, toD);
  }
  for (; at < others.length; at += 1) {
    greatest = Math.max(greatest, dot(vector, others[at] as Float32Array));
  }
  return greatest;
}
