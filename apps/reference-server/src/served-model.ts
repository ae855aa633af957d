import type { Catalogue, Scorer } from '@org/seqrec-data';

/** A model that is loaded and warm. */
export interface ServedModel {
  readonly name: string;
  readonly version: string;
  readonly kind: string;
  readonly maxLength: number;
  /** The engine that runs it, for people. */
  readonly engine: string;
  readonly metrics: Readonly<Record<string, unknown>>;
  readonly catalogue: Catalogue;
  readonly scorer: Scorer;
  /** Ranks by how often an item occurs in training; what answers when a history says nothing. */
  readonly fallback: Scorer;
  /** The cosine of an item's row in the model's table with every row, by item index. */
  similarity(index: number): Promise<Float32Array>;
}
