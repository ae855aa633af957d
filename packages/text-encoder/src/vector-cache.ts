import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FileError, readError, sha256, writeFileAtomically } from '@org/files';
import { decodeSegment, encodeSegment, type TextVector } from './vector-segment.js';

/** The most files of a directory; more are merged into one. */
const MAX_SEGMENTS = 16;
/** How often a file may vanish between listing and reading while other processes merge files. */
const ATTEMPTS = 8;

/**
 * Vectors of texts on disk, by the SHA-256 of the text. A directory holds those of one model and pooling as Arrow files;
 * each is written whole and never changed, under a name that depends on its texts, so any number of processes may read
 * and add at the same time. Merges small files into one when there are many.
 */
export class VectorCache {
  readonly #directory: string;
  readonly #size: number;
  readonly #vectors = new Map<string, TextVector>();
  #added = new Map<string, TextVector>();
  /** The files that this process has read or written. */
  readonly #read = new Set<string>();

  private constructor(directory: string, size: number) {
    this.#directory = directory;
    this.#size = size;
  }

  /**
   * Opens the vectors of one model and pooling below `root`, and reads all of them.
   *
   * @param key Everything that the vectors depend on besides their texts.
   * @param size D
   * @throws TextEncoderError `bad-cache` for a file that this class did not write; FileError `read-failed`.
   */
  static async open(root: string, key: readonly unknown[], size: number): Promise<VectorCache> {
    const cache = new VectorCache(join(root, sha256(JSON.stringify(key)).slice(0, 24)), size);
    await cache.refresh();
    return cache;
  }

  /** Reads the files that other processes have written since. */
  async refresh(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const names = await segmentNames(this.#directory);
      try {
        for (const name of names) if (!this.#read.has(name)) await this.#readSegment(name);
        return;
      } catch (error) {
        // Another process has merged it into a larger file, which the next listing has.
        const vanished = error instanceof FileError && error.code === 'missing';
        if (!vanished || attempt === ATTEMPTS) throw error;
      }
    }
  }

  /** @param hash the SHA-256 of a text */
  get(hash: string): TextVector | undefined {
    return this.#vectors.get(hash);
  }

  add(hash: string, vector: TextVector): void {
    this.#vectors.set(hash, vector);
    this.#added.set(hash, vector);
  }

  /** Writes the vectors that were added since the last call. */
  async save(): Promise<void> {
    const added = this.#added;
    if (added.size === 0) return;
    // The next call writes vectors that are added during this one.
    this.#added = new Map();
    try {
      await this.#write(added);
    } catch (error) {
      this.#added = new Map([...added, ...this.#added]);
      throw error;
    }
    if (this.#read.size > MAX_SEGMENTS) await this.#compact();
  }

  async #readSegment(name: string): Promise<void> {
    const path = join(this.#directory, name);
    const bytes = await readFile(path).catch((cause: unknown) => {
      throw readError(path, cause);
    });
    for (const [hash, vector] of decodeSegment(bytes, this.#size, path)) {
      this.#vectors.set(hash, vector);
    }
    this.#read.add(name);
  }

  async #write(vectors: ReadonlyMap<string, TextVector>): Promise<string> {
    const sorted = [...vectors].sort(([a], [b]) => (a < b ? -1 : 1));
    const name = `${sha256(sorted.map(([hash]) => hash).join()).slice(0, 24)}${EXTENSION}`;
    await writeFileAtomically(join(this.#directory, name), encodeSegment(sorted, this.#size));
    this.#read.add(name);
    return name;
  }

  /** Writes all vectors to one file, then removes the files that it replaces. No vector is missing at any time. */
  async #compact(): Promise<void> {
    await this.refresh();
    const replaced = [...this.#read];
    const whole = await this.#write(this.#vectors);
    for (const name of replaced) {
      if (name === whole) continue;
      await rm(join(this.#directory, name), { force: true });
      this.#read.delete(name);
    }
  }
}

const EXTENSION = '.arrow';

async function segmentNames(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory).catch((cause: unknown) => {
    const error = readError(directory, cause);
    if (error.code === 'missing') return [];
    throw error;
  });
  return names.filter((name) => /^[0-9a-f]{24}\.arrow$/.test(name)).sort();
}
