import { setImmediate } from 'node:timers/promises';
import { sha256 } from '@org/files';
import { TextEncoderError } from './error.js';
import type { Pooling } from './pooling.js';
import type { TokenModel } from './token-model.js';
import { VectorCache } from './vector-cache.js';

/** The progress of {@link PretrainedTextEncoder.encode}, counted in distinct texts. Cached texts are done at the start. */
export interface EncodeProgress {
  readonly done: number;
  readonly total: number;
}

export interface EncodeOptions {
  /** Default: the pooling that the model folder names, else `mean`. */
  readonly pooling?: Pooling | undefined;
  /** Whether vectors are scaled to length 1, so that their product is the cosine. Default false. */
  readonly normalize?: boolean | undefined;
  /** The most tokens of a batch of several texts, padding included. Default 1024. */
  readonly batchTokens?: number | undefined;
  /** Stops between two batches. The cache keeps the texts encoded by then. */
  readonly signal?: AbortSignal | undefined;
  /** Called at the start and after each batch. */
  readonly onProgress?: ((progress: EncodeProgress) => void) | undefined;
}

/** The vectors of some texts. */
export interface TextVectors {
  /** float32 `[N, D]`, one row after the other in the order of the texts. */
  readonly vectors: Float32Array;
  /** D */
  readonly size: number;
  /** The places of texts longer than the model's limit. Their vectors represent only their beginnings. */
  readonly truncated: readonly number[];
  /** The number of distinct texts that the model encoded. */
  readonly computed: number;
  /** The number of distinct texts from the cache. */
  readonly cached: number;
}

/** All hidden states of some texts. */
export interface HiddenStates {
  /** L + 1 times float32 `[B, T, D]`: the embeddings, then each layer. Values at padding have no meaning. */
  readonly states: readonly Float32Array[];
  /** B, T and D. */
  readonly shape: readonly [number, number, number];
  /** The token ids of each text, special tokens included. */
  readonly ids: readonly Int32Array[];
  /** The places of truncated texts. */
  readonly truncated: readonly number[];
}

export interface PretrainedTextEncoderOptions {
  readonly model: TokenModel;
  /** The SHA-256 of the model's files. */
  readonly fingerprint: string;
  readonly pooling: Pooling;
  readonly cache: string | undefined;
}

/** The number of texts that are tokenized, sorted by length and saved together: enough for full batches. */
const CHUNK = 8192;
/**
 * The intermediate results of some 1,000 tokens fit about into a core's caches; more tokens at once are not faster.
 */
const BATCH_TOKENS = 1024;

/** Turns texts into vectors with a pretrained model. `loadTextEncoder` makes one. */
export class PretrainedTextEncoder {
  readonly #model: TokenModel;
  readonly #cache: string | undefined;
  readonly #caches = new Map<Pooling, Promise<VectorCache>>();
  /** The SHA-256 of the model's files. */
  readonly fingerprint: string;
  /** The default pooling of `encode`. */
  readonly pooling: Pooling;

  constructor({ model, fingerprint, pooling, cache }: PretrainedTextEncoderOptions) {
    this.#model = model;
    this.#cache = cache;
    this.fingerprint = fingerprint;
    this.pooling = pooling;
  }

  get kind(): 'bert' | 'static' {
    return this.#model.kind;
  }

  /** D, the size of a vector. */
  get size(): number {
    return this.#model.size;
  }

  /** The most tokens of a text that it reads, special tokens included. */
  get maxTokens(): number {
    return this.#model.maxTokens;
  }

  /**
   * The vectors of texts. Encodes equal texts once. Other texts and `batchTokens` change a vector only by rounding, some
   * 1e-6.
   *
   * @throws TextEncoderError `invalid-option`, `bad-cache`; the reason of `signal`.
   */
  async encode(texts: readonly string[], options: EncodeOptions = {}): Promise<TextVectors> {
    const { normalize = false, batchTokens = BATCH_TOKENS, signal, onProgress } = options;
    const pooling = this.#checkedPooling(options.pooling ?? this.pooling);
    if (!Number.isSafeInteger(batchTokens) || batchTokens < 1) {
      throw invalid(`batchTokens is a whole number of at least 1, got ${batchTokens}`);
    }
    signal?.throwIfAborted();
    const { different, rowOf } = differentTexts(texts);
    const table = new Float32Array(different.length * this.size);
    const tokens = new Int32Array(different.length);
    const cache = await this.#openCache(pooling);
    const hashes = cache === undefined ? [] : different.map((text) => sha256(text));
    const missing: number[] = [];
    different.forEach((_, row) => {
      const known = cache?.get(hashes[row] ?? '');
      if (known === undefined) {
        missing.push(row);
      } else {
        table.set(known.vector, row * this.size);
        tokens[row] = known.tokens;
      }
    });

    let done = different.length - missing.length;
    const report = (): void => onProgress?.({ done, total: different.length });
    report();
    try {
      for (let start = 0; start < missing.length; start += CHUNK) {
        const rows = missing.slice(start, start + CHUNK);
        const tokenized = rows.map((row) => this.#model.tokenize(different[row] ?? ''));
        const ids = tokenized.map((text) => text.ids);
        await this.#model.encode(ids, {
          pooling,
          batchTokens,
          done: async (places, vectors) => {
            places.forEach((place, i) => {
              const row = rows[place] ?? 0;
              const vector = vectors.slice(i * this.size, (i + 1) * this.size);
              table.set(vector, row * this.size);
              tokens[row] = tokenized[place]?.tokens ?? 0;
              cache?.add(hashes[row] ?? '', { vector, tokens: tokens[row] ?? 0 });
            });
            done += places.length;
            report();
            // Lets timers and signals run.
            await setImmediate();
            signal?.throwIfAborted();
          },
        });
        await cache?.save();
      }
    } finally {
      await cache?.save();
    }

    if (normalize) normalizeRows(table, this.size);
    return {
      vectors: rowsOf(table, rowOf, this.size),
      size: this.size,
      truncated: this.#truncated(Array.from(rowOf, (row) => tokens[row] ?? 0)),
      computed: missing.length,
      cached: different.length - missing.length,
    };
  }

  /** All hidden states of texts, computed as one batch and not cached. Memory grows with L, B and T. */
  async hiddenStates(texts: readonly string[]): Promise<HiddenStates> {
    checkTexts(texts);
    const tokenized = texts.map((text) => this.#model.tokenize(text));
    const ids = tokenized.map((text) => text.ids);
    const time = Math.max(1, ...ids.map(({ length }) => length));
    return {
      states: texts.length === 0 ? [] : await this.#model.hiddenStates(ids),
      shape: [texts.length, time, this.size],
      ids,
      truncated: this.#truncated(tokenized.map(({ tokens }) => tokens)),
    };
  }

  /** Releases the model's memory. */
  dispose(): void {
    this.#model.dispose();
  }

  #truncated(tokens: readonly number[]): number[] {
    return tokens.flatMap((count, place) => (count > this.maxTokens ? [place] : []));
  }

  #checkedPooling(pooling: Pooling): Pooling {
    if (this.#model.poolings.includes(pooling)) return pooling;
    const known = this.#model.poolings.join(', ');
    throw invalid(`pooling of a ${this.kind} encoder is one of ${known}, got '${pooling}'`);
  }

  async #openCache(pooling: Pooling): Promise<VectorCache | undefined> {
    if (this.#cache === undefined) return undefined;
    const known = this.#caches.get(pooling);
    if (known !== undefined) {
      const cache = await known;
      await cache.refresh();
      return cache;
    }
    const key = [this.fingerprint, this.maxTokens, pooling];
    const opened = VectorCache.open(this.#cache, key, this.size);
    this.#caches.set(pooling, opened);
    opened.catch(() => this.#caches.delete(pooling));
    return opened;
  }
}

function invalid(message: string): TextEncoderError {
  return new TextEncoderError('invalid-option', message);
}

function checkTexts(texts: readonly string[]): void {
  texts.forEach((text: unknown, place) => {
    if (typeof text === 'string') return;
    const found = text === null ? 'null' : typeof text;
    throw invalid(`text ${place} is ${found}, expected a string; use '' for a missing text`);
  });
}

interface DifferentTexts {
  readonly different: readonly string[];
  /** The place in `different` of each text. */
  readonly rowOf: Int32Array;
}

function differentTexts(texts: readonly string[]): DifferentTexts {
  checkTexts(texts);
  const rows = new Map<string, number>();
  const rowOf = Int32Array.from(texts, (text) => {
    const row = rows.get(text) ?? rows.size;
    rows.set(text, row);
    return row;
  });
  return { different: [...rows.keys()], rowOf };
}

function rowsOf(table: Float32Array, rowOf: Int32Array, size: number): Float32Array {
  // All texts differ.
  if (rowOf.length * size === table.length) return table;
  const vectors = new Float32Array(rowOf.length * size);
  rowOf.forEach((row, place) => {
    vectors.set(table.subarray(row * size, (row + 1) * size), place * size);
  });
  return vectors;
}

function normalizeRows(table: Float32Array, size: number): void {
  for (let start = 0; start < table.length; start += size) {
    const row = table.subarray(start, start + size);
    const length = Math.hypot(...row);
    if (length === 0) continue;
    for (let i = 0; i < size; i += 1) row[i] = (row[i] ?? 0) / length;
  }
}
