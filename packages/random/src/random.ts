/** The state of a {@link Random} stream: four 32-bit words. */
export type RandomState = readonly [number, number, number, number];

/**
 * A seeded stream of random numbers (sfc32, Chris Doty-Humphrey's small fast counting generator, 128 bits of state).
 * Equal seeds give equal streams on every machine; `state` can be stored and the stream resumed from it.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  constructor(state: RandomState) {
    [this.#a, this.#b, this.#c, this.#counter] = state;
  }

  /**
   * The stream of a list of parts, different for each list, e.g. `Random.of(seed, 'mask', epoch, sample)`.
   * Streams of neighbouring parts are independent, so work can be skipped, split or resumed without repeating draws.
   * Numbers must be safe integers.
   */
  static of(...parts: readonly (number | string)[]): Random {
    let a = 0x9e3779b9;
    let b = 0x243f6a88;
    let c = 0xb7e15162;
    const absorb = (word: number) => {
      a = mix(a ^ word);
      b = mix(b + a);
      c = mix(c ^ b);
    };
    for (const part of parts) {
      if (typeof part === 'number') {
        if (!Number.isSafeInteger(part)) {
          throw new RangeError(
            `a random stream is named by safe integers and strings, got ${part}`,
          );
        }
        absorb(1);
        absorb(part | 0);
        absorb(Math.floor(part / 0x1_0000_0000) | 0);
      } else {
        absorb(2);
        absorb(part.length);
        for (let i = 0; i < part.length; i += 1) absorb(part.charCodeAt(i));
      }
    }
    const random = new Random([a, b, c, 1]);
    for (let i = 0; i < 12; i += 1) random.uint32();
    return random;
  }

  get state(): RandomState {
    return [this.#a, this.#b, this.#c, this.#counter];
  }

  /** A uniform integer in [0, 2^32). */
  uint32(): number {
    const result = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + result;
    this.#c |= 0;
    return result >>> 0;
  }

  /** A uniform number in [0, 1), a multiple of 2^-32. */
  float(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  /** A uniform integer in [0, limit), without modulo bias. `limit` is in 1..2^32. */
  integer(limit: number): number {
    if (!Number.isInteger(limit) || limit < 1 || limit > 0x1_0000_0000) {
      throw new RangeError(
        `a random integer's limit is a whole number from 1 to 2^32, got ${limit}`,
      );
    }
    for (;;) {
      const word = this.uint32();
      // Words at or above the last whole multiple of the limit are rejected. Only the last few words need a division
      // for this check.
      const isFair =
        word <= 0x1_0000_0000 - limit || word < 0x1_0000_0000 - (0x1_0000_0000 % limit);
      if (isFair) return word % limit;
    }
  }

  /**
   * Fills an array with the integers that calls of {@link integer} would draw, three times as fast. `limit` is in
   * 1..2^31.
   */
  fillIntegers(values: Int32Array, limit: number): void {
    if (!Number.isInteger(limit) || limit < 1 || limit > 0x8000_0000) {
      throw new RangeError(
        `the limit of an array of random integers is a whole number from 1 to 2^31, got ${limit}`,
      );
    }
    const divisor = limit >>> 0;
    const end = 0x1_0000_0000 - (0x1_0000_0000 % limit);
    let a = this.#a;
    let b = this.#b;
    let c = this.#c;
    let counter = this.#counter;
    for (let i = 0; i < values.length; ) {
      const result = (a + b + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + result) | 0;
      const word = result >>> 0;
      if (word >= end) continue;
      values[i] = word % divisor;
      i += 1;
    }
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#counter = counter;
  }

  /** A draw from the standard normal distribution (Box-Muller, the cosine half). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.float()));
    return radius * Math.cos(2 * Math.PI * this.float());
  }

  /** Shuffles in place (Fisher-Yates) and returns its argument. */
  shuffle<Values extends { readonly length: number; [index: number]: unknown }>(
    values: Values,
  ): Values {
    for (let i = values.length - 1; i > 0; i -= 1) {
      const j = this.integer(i + 1);
      const held = values[i];
      values[i] = values[j];
      values[j] = held;
    }
    return values;
  }

  /** Fills an array with uniform 32-bit words; the fast path for masks. */
  fill(words: Uint32Array): void {
    for (let i = 0; i < words.length; i += 1) words[i] = this.uint32();
  }
}

/** MurmurHash3's 32-bit finalizer. */
function mix(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}
