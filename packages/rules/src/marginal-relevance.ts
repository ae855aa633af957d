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
  /** The vector, of length 1, of each of them and of all others that may be shown. */
  readonly vectorOf: (index: number) => Float32Array | undefined;
}

/** Maximal marginal relevance of the items of a pool, as a list grows. See {@link Diversity}. */
export class MarginalRelevance {
  readonly #lambda: number;
  readonly #indices: Int32Array;
  readonly #relevance: Float64Array;
  readonly #likeness: Float64Array;
  readonly #vectorOf: (index: number) => Float32Array | undefined;
  #shown = 0;

  constructor({ lambda, indices, scores, vectorOf }: MarginalRelevanceOptions) {
    this.#lambda = lambda;
    this.#indices = indices;
    this.#vectorOf = vectorOf;
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

  /** The relevance of the item at a place in the pool. */
  of(place: number): number {
    const relevance = this.#relevance[place] as number;
    const likeness = this.#shown === 0 ? 0 : (this.#likeness[place] as number);
    return this.#lambda * relevance - (1 - this.#lambda) * likeness;
  }

  /** Costs one product of vectors for each item of the pool. */
  show(index: number): void {
    const shown = this.#vectorOf(index);
    if (shown === undefined) return;
    this.#shown += 1;
    this.#indices.forEach((other, place) => {
      const vector = this.#vectorOf(other);
      if (vector === undefined) return;
      const like = dot(vector, shown);
      if (like > (this.#likeness[place] as number)) this.#likeness[place] = like;
    });
  }
}

/** Vectors of items, of which those that are needed are made of length 1, so that their products are cosines. */
export class UnitVectors {
  readonly #vectors = new Map<number, Float32Array>();
  readonly #units = new Map<number, Float32Array>();

  /** The items of a list whose vectors are not here yet, each once. */
  missing(indices: Iterable<number>): Int32Array {
    const missing = new Set<number>();
    for (const index of indices) if (!this.#vectors.has(index)) missing.add(index);
    return Int32Array.from(missing);
  }

  add(indices: Int32Array, { values, width }: ItemVectors): void {
    indices.forEach((index, row) => {
      this.#vectors.set(index, values.subarray(row * width, (row + 1) * width));
    });
  }

  /** A vector of zeros stays one. */
  of(index: number): Float32Array | undefined {
    const known = this.#units.get(index);
    if (known !== undefined) return known;
    const vector = this.#vectors.get(index);
    if (vector === undefined) return undefined;
    const norm = Math.sqrt(dot(vector, vector));
    const unit = norm > 0 ? vector.map((x) => x / norm) : vector;
    this.#units.set(index, unit);
    return unit;
  }
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
