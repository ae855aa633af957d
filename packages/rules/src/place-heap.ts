/** Places by their values: the greatest first, and of equal ones the lower place. */
export class PlaceHeap {
  readonly #values: Float64Array;
  readonly #places: Int32Array;
  #count: number;

  /** @param values by place; whoever lowers that of the top calls {@link lowerTop} */
  constructor(values: Float64Array) {
    this.#values = values;
    this.#places = Int32Array.from(values.keys());
    this.#count = values.length;
    this.sort();
  }

  get top(): number | undefined {
    return this.#count === 0 ? undefined : this.#places[0];
  }

  takeTop(): void {
    this.#count -= 1;
    this.#places[0] = this.#places[this.#count] as number;
    this.#sink(0);
  }

  lowerTop(): void {
    this.#sink(0);
  }

  /** Puts the places in order, after any values have changed. */
  sort(): void {
    for (let at = (this.#count >> 1) - 1; at >= 0; at -= 1) this.#sink(at);
  }

  #sink(from: number): void {
    const places = this.#places;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#count) return;
      if (child + 1 < this.#count && this.#isBefore(child + 1, child)) child += 1;
      if (!this.#isBefore(child, at)) return;
      const place = places[at] as number;
      places[at] = places[child] as number;
      places[child] = place;
      at = child;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [first, second] = [this.#places[a] as number, this.#places[b] as number];
    const difference = (this.#values[first] as number) - (this.#values[second] as number);
    return difference > 0 || (difference === 0 && first < second);
  }
}
