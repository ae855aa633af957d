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
  /** Of them, and of all others that may be shown: of length 1. */
  readonly vectors: ReadonlyMap<number, Float32Array>;
}

/** Maximal marginal relevance of the items of a pool, as a list grows. See {@link Diversity}. */
export class MarginalRelevance {
  readonly #lambda: number;
  readonly #indices: Int32Array;
  readonly #relevance: Float64Array;
  readonly #likeness: Float64Array;
  readonly #vectors: ReadonlyMap<number, Float32Array>;
  #shown = 0;

  constructor({ lambda, indices, scores, vectors }: MarginalRelevanceOptions) {
    this.#lambda = lambda;
    this.#indices = indices;
    this.#vectors = vectors;
    this.#likeness = new Float64Array(indices.length).fill(Number.NEGATIVE_INFINITY);
    const best = scores[0] ?? 0;
    const range = best - (scores[indices.length - 1] ?? 0);
    this.#relevance = Float64Array.from(scores.subarray(0, indices.length), (score) =>
      range > 0 ? 1 - (best - score) / range : 1,
    );
  }

  /** Items that compete. */
  get pool(): number {
    return this.#indices.length;
  }

  /** Of the item at a place in the pool. */
  of(place: number): number {
    const relevance = this.#relevance[place] as number;
    const likeness = this.#shown === 0 ? 0 : (this.#likeness[place] as number);
    return this.#lambda * relevance - (1 - this.#lambda) * likeness;
  }

  /** Costs one product of vectors for each item of the pool. */
  show(index: number): void {
    const shown = this.#vectors.get(index);
    if (shown === undefined) return;
    this.#shown += 1;
    this.#indices.forEach((other, place) => {
      const vector = this.#vectors.get(other);
      if (vector === undefined) return;
      const like = dot(vector, shown);
      if (like > (this.#likeness[place] as number)) this.#likeness[place] = like;
    });
  }
}

/** Vectors of length 1, by item, so that their products are cosines. A vector of zeros stays one. */
export function unitVectors(
  indices: readonly number[],
  { values, width }: ItemVectors,
): Map<number, Float32Array> {
  return new Map(
    indices.map((index, row) => {
      const vector = values.slice(row * width, (row + 1) * width);
      const norm = Math.sqrt(dot(vector, vector));
      return [index, norm > 0 ? vector.map((x) => x / norm) : vector];
    }),
  );
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
