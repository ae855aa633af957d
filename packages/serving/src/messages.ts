import type { EngineName } from '@org/engine';
import type { History, ItemRecord, UntrainedItem } from '@org/seqrec-data';

// What the thread of the caller and the thread of the model say to each other.

/** What the model's thread is started with. */
export interface WorkerSettings {
  readonly artifact: string;
  /** What computes; `auto` is the fastest present. */
  readonly engine: EngineName | 'auto';
}

/** A history to continue, in item indices. */
export interface RankQuery {
  readonly history: History;
  readonly k: number;
  readonly exclude?: Int32Array;
  /** Whether the items of the history are left out, too. */
  readonly excludeSeen: boolean;
  /** The only items that take part. `exclude` and `excludeSeen` win over it. */
  readonly allow?: Int32Array;
}

/** Item indices, best first, and their scores. */
export interface Ranked {
  readonly indices: Int32Array;
  readonly scores: Float32Array;
}

/** One computation of the model's thread, and what it takes. */
export type Work =
  | { readonly kind: 'rank'; readonly queries: readonly RankQuery[] }
  | { readonly kind: 'similar'; readonly index: number; readonly k: number }
  | { readonly kind: 'search'; readonly query: string; readonly limit: number };

/** `stop`: end after the computation that is under way. */
export type WorkerRequest = { readonly id: number; readonly work: Work } | { readonly stop: true };

/** Sent once, when the model is loaded and warm. */
export interface ModelDetails {
  readonly name: string;
  readonly version: string;
  readonly kind: string;
  readonly maxLength: number;
  readonly engine: string;
  readonly metrics: Readonly<Record<string, unknown>>;
  /** Whether lists leave out what the history holds, where a request does not say so. */
  readonly excludeSeen: boolean;
  readonly items: readonly ItemRecord[];
  readonly untrained: readonly UntrainedItem[];
  /** All items, the most frequent in training first. */
  readonly popularity: Ranked;
  /** Histories that one computation takes at the most. */
  readonly maxRows: number;
  /** Of such a computation, per history, as measured when the model was warmed up. */
  readonly secondsPerRow: number;
}

/** One per query of `rank`; one for `similar` and `search`, where a search has no scores. */
export type WorkerAnswer =
  | { readonly kind: 'ready'; readonly model: ModelDetails }
  | { readonly kind: 'unusable'; readonly reason: string }
  | { readonly kind: 'answer'; readonly id: number; readonly ranked: readonly Ranked[] }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
