import type { Pooling } from './pooling.js';
import type { TokenizedText } from './text-tokenizer.js';

/** What one kind of model does for {@link PretrainedTextEncoder}: token ids to numbers. */
export interface TokenModel {
  readonly kind: 'bert' | 'static';
  /** D, the size of a vector. */
  readonly size: number;
  /** How many hidden states it has. */
  readonly states: number;
  /** The longest row of ids. */
  readonly maxTokens: number;
  readonly poolings: readonly Pooling[];
  tokenize(text: string): TokenizedText;
  /**
   * The pooled vectors of texts, a batch at a time.
   *
   * @param rows ids of each text.
   * @param done gets the places of a batch and their vectors `[places.length, D]`, and may take its time.
   */
  encode(rows: readonly Int32Array[], options: TokenModelOptions): Promise<void>;
  /** All hidden states of texts as one batch. */
  hiddenStates(rows: readonly Int32Array[]): Promise<readonly Float32Array[]>;
  dispose(): void;
}

export interface TokenModelOptions {
  readonly pooling: Pooling;
  /** At most so many slots at once, padding included. */
  readonly batchTokens: number;
  readonly done: (places: readonly number[], vectors: Float32Array) => Promise<void>;
}
