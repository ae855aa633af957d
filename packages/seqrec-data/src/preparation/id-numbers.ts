import type { ExternalId } from '../sources/interaction.js';
import { wholeNumber } from '../sources/text/field.js';

/**
 * Numbers ids 0, 1, ... as they appear. Most ids are small whole numbers or texts that spell one. Looking these up by
 * position is several times faster than a `Map`, which hashes every text again.
 */
export class IdNumbers {
  readonly #ids: ExternalId[] = [];
  readonly #integers = new IntegerTable();
  /** Texts that spell an integer in its canonical form: `'7'` and `7` are two ids, and `'07'` is a third. */
  readonly #spelled = new IntegerTable();
  readonly #texts = new Map<string, number>();

  /** Every id, by its number. */
  get ids(): readonly ExternalId[] {
    return this.#ids;
  }

  numberOf(id: ExternalId): number {
    const next = this.#ids.length;
    const number =
      typeof id === 'number' ? this.#integers.numberOf(id, next) : this.#numberOfText(id, next);
    if (number === next) this.#ids.push(id);
    return number;
  }

  #numberOfText(text: string, next: number): number {
    const spelled = wholeNumber(text);
    if (spelled !== undefined) return this.#spelled.numberOf(spelled, next);
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    this.#texts.set(text, next);
    return next;
  }
}

/** Above this, a table by position would be mostly empty, or larger than a processor's caches. */
const DENSE_LIMIT = 2 ** 22;

/** Numbers by integer: small integers by position, as most ids count from 0 or 1, others in a `Map`. */
class IntegerTable {
  /** 1 + the number; 0 where there is none. */
  #dense = new Int32Array(1024);
  readonly #sparse = new Map<number, number>();

  /** The number of a key; a new key gets `next`. */
  numberOf(key: number, next: number): number {
    if (key >= 0 && key < DENSE_LIMIT) {
      if (key >= this.#dense.length) this.#grow(key + 1);
      const number = this.#dense[key] ?? 0;
      if (number > 0) return number - 1;
      this.#dense[key] = next + 1;
      return next;
    }
    const known = this.#sparse.get(key);
    if (known !== undefined) return known;
    this.#sparse.set(key, next);
    return next;
  }

  #grow(least: number): void {
    const dense = new Int32Array(2 ** Math.ceil(Math.log2(least)));
    dense.set(this.#dense);
    this.#dense = dense;
  }
}
