import type { Pooling } from './pooling.js';
import type { TokenizedText } from './text-tokenizer.js';

/** A kind of model: turns token ids into numbers for {@link PretrainedTextEncoder}. */
export interface TokenModel {
  readonly kind: 'bert' | 'static';
  /** D, the size of a vector. */
  readonly size: number;
  /** The longest row of ids. */
  readonly maxTokens: number;
  readonly poolings: readonly Pooling[];
  tokenize(text: string): TokenizedText;
  /**
   * The pooled vectors of texts, a batch at a time.
   *
   * @param rows The ids of each text.
   * @param options.done receives the places of each batch and their vectors `[places.length, D]`; the next batch waits for it.
   */
  encode(rows: readonly Int32Array[], options: TokenModelOptions): Promise<void>;
  /** All hidden states of texts as one batch. */
  hiddenStates(rows: readonly Int32Array[]): Promise<readonly Float32Array[]>;
  dispose(): void;
}

export interface TokenModelOptions {
  readonly pooling: Pooling;
  /** The most slots of a batch, padding included. */
  readonly batchTokens: number;
  readonly done: (places: readonly number[], vectors: Float32Array) => Promise<void>;
}
