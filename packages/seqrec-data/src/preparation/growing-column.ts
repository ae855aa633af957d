type NumberArray = Int32Array | Float32Array | Float64Array | Uint8Array;

/** A typed array that grows by doubling. */
export class GrowingColumn<A extends NumberArray> {
  #values: A;
  #length = 0;
  readonly #make: new (
    length: number,
  ) => A;

  constructor(make: new (length: number) => A, capacity = 1024) {
    this.#make = make;
    this.#values = new make(capacity);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) this.#grow(this.#length + 1);
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  append(values: ArrayLike<number>): void {
    this.reserve(this.#length + values.length);
    this.#values.set(values, this.#length);
    this.#length += values.length;
  }

  /** Makes room for `length` values. */
  reserve(length: number): void {
    if (length > this.#values.length) this.#grow(length);
  }

  /** Appends a value until there are `length` of them. */
  fillTo(length: number, value: number): void {
    this.reserve(length);
    this.#values.fill(value, this.#length, length);
    this.#length = Math.max(length, this.#length);
  }

  /** A view of the values, valid until the next push. */
  values(): A {
    return this.#values.subarray(0, this.#length) as A;
  }

  /** A copy of the values; the column is empty afterwards. */
  take(): A {
    const values = this.values().slice() as A;
    this.#length = 0;
    return values;
  }

  #grow(least: number): void {
    const values = new this.#make(Math.max(least, this.#values.length * 2));
    values.set(this.#values.subarray(0, this.#length));
    this.#values = values;
  }
}
