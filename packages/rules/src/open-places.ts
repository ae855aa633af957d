/** The places of a pool whose items are open, in order; at first all of them. */
export class OpenPlaces {
  readonly #indices: Int32Array;
  readonly #placeOf: ReadonlyMap<number, number>;
  readonly #open: Int32Array;
  #count: number;

  /** @param indices the items of the pool, by their places */
  constructor(indices: Int32Array) {
    this.#indices = indices;
    this.#placeOf = new Map(Array.from(indices, (index, place) => [index, place]));
    this.#open = Int32Array.from(indices.keys());
    this.#count = indices.length;
  }

  get count(): number {
    return this.#count;
  }

  /** The n-th of them, from 0. */
  at(n: number): number {
    return this.#open[n] as number;
  }

  /** Takes out one item, if it is there. */
  close(index: number): void {
    const place = this.#placeOf.get(index);
    if (place === undefined) return;
    let low = 0;
    for (let high = this.#count; low < high; ) {
      const middle = (low + high) >> 1;
      if (this.at(middle) < place) low = middle + 1;
      else high = middle;
    }
    if (low === this.#count || this.at(low) !== place) return;
    this.#open.copyWithin(low, low + 1, this.#count);
    this.#count -= 1;
  }

  /** Takes out all items that are not open. */
  closeAll(isOpen: (index: number) => boolean): void {
    let kept = 0;
    for (let n = 0; n < this.#count; n += 1) {
      const place = this.at(n);
      if (!isOpen(this.#indices[place] as number)) continue;
      this.#open[kept] = place;
      kept += 1;
    }
    this.#count = kept;
  }
}
