/** Compressed bytes as they are stored, taken in portions of any size. */
export class StoredBytes {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #left: Uint8Array = new Uint8Array(0);
  /** The number of bytes taken and not given back. */
  position = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next bytes, at most `limit` of them; none at the end. */
  async take(limit: number): Promise<Uint8Array> {
    while (this.#left.length === 0) {
      const next = await this.#chunks.next();
      if (next.done === true) break;
      this.#left = next.value;
    }
    const taken = this.#left.subarray(0, limit);
    this.#left = this.#left.subarray(taken.length);
    this.position += taken.length;
    return taken;
  }

  /** The next `count` bytes, or fewer at the end. */
  async takeAll(count: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(count);
    let length = 0;
    while (length < count) {
      const more = await this.take(count - length);
      if (more.length === 0) break;
      bytes.set(more, length);
      length += more.length;
    }
    return bytes.subarray(0, length);
  }

  /** Gives back `bytes`, the end of what was taken last. */
  giveBack(bytes: Uint8Array): void {
    this.position -= bytes.length;
    this.#left = this.#left.length === 0 ? bytes : Buffer.concat([bytes, this.#left]);
  }

  /** Whether all bytes left, if any, are 0. It does not give back the bytes that it takes. */
  async isPadding(): Promise<boolean> {
    for (;;) {
      const bytes = await this.take(64 * 1024);
      if (bytes.length === 0) return true;
      if (bytes.some((byte) => byte !== 0)) return false;
    }
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
