import type { EngineName } from '@org/engine';
import type { History, TimestampUnit, UntrainedItem } from '@org/seqrec-data';
import type { ItemLines, PackedItems } from './packed-items.js';
import type { RankingModel } from './ranking-model.js';

// What the thread of the caller and the threads of the model say to each other.

/** What a thread that loads an artifact is started with. */
export interface ArtifactSettings {
  readonly kind: 'artifact';
  readonly artifact: string;
  /** What computes; `auto` is the fastest present. */
  readonly engine: EngineName | 'auto';
  /** Other threads rank by graphs that an earlier thread made, so this one makes none. */
  readonly beside?: boolean;
}

/** What a thread that only ranks is started with. */
export interface RankingSettings {
  readonly kind: 'ranking';
  /** Its graphs are in shared memory, so that threads need no copy of them to start. */
  readonly model: RankingModel;
  /** An earlier thread has verified that the scores of all items are numbers. */
  readonly checked?: boolean;
}

/** What a thread that packs items, and then ends, is started with. */
export interface PackingSettings {
  readonly kind: 'packing';
  readonly lines: ItemLines;
  /** Names them in errors. */
  readonly file: string;
}

export type WorkerSettings = ArtifactSettings | RankingSettings | PackingSettings;

/** Numbers added to the scores of items before the best are taken. */
export interface ItemBias {
  /** Names these values: queries of one batch that have the same key share them. */
  readonly key: string;
  /**
   * By item index, V + 2 values: -Infinity forbids an item, ln(m) multiplies by m what a softmax gives it. In shared
   * memory (`new Float32Array(new SharedArrayBuffer(…))`) they reach the threads of the model without a copy.
   */
  readonly values: Float32Array;
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
  readonly bias?: ItemBias;
}

/** Item indices, best first, and their scores. */
export interface Ranked {
  readonly indices: Int32Array;
  readonly scores: Float32Array;
}

/** One computation of a thread, and what it takes. */
export type Work =
  | { readonly kind: 'rank'; readonly queries: readonly RankQuery[] }
  | { readonly kind: 'similar'; readonly index: number; readonly k: number }
  | { readonly kind: 'vectors'; readonly indices: Int32Array }
  | { readonly kind: 'search'; readonly query: string; readonly limit: number };

/** `stop`: end after the computation that is under way. */
export type WorkerRequest = { readonly id: number; readonly work: Work } | { readonly stop: true };

/** How a thread ranks. */
export interface RankingLimits {
  /** Histories that one computation takes at the most. */
  readonly maxRows: number;
  /** Slots that the histories of one computation fill at the most, the query's own included. */
  readonly maxSlots: number;
  /** Slots that one history fills at the most. */
  readonly maxLength: number;
  /** How long such a computation takes per history, as measured when the model was warmed up. */
  readonly secondsPerRow: number;
}

/** What is known of a model once it is loaded. */
export interface ModelDetails {
  readonly name: string;
  readonly version: string;
  readonly kind: string;
  readonly maxLength: number;
  /** The unit of times in the data of the training. Absent where nobody knows it. */
  readonly timestampUnit?: TimestampUnit | undefined;
  readonly engine: string;
  readonly metrics: Readonly<Record<string, unknown>>;
  /** Whether lists leave out what the history holds, where a request does not say so. */
  readonly excludeSeen: boolean;
  readonly untrained: readonly UntrainedItem[];
  /** All items, the most frequent in training first. */
  readonly popularity: Ranked;
}

/**
 * What a thread says before its first message of {@link WorkerStart}: its model has these graphs, so that other threads can
 * get ready to rank while it goes on loading.
 */
export interface EarlyGraphs {
  readonly kind: 'graphs';
  readonly ranking: RankingModel;
}

/** The first message of a thread: it is loaded and warm, or why it cannot be. */
export type WorkerStart =
  /** It has loaded an artifact. Either it ranks itself, or threads of their own do by the graphs of `ranking`. Absent beside others. */
  | {
      readonly kind: 'loaded';
      readonly details: ModelDetails;
      /** Absent beside others. */
      readonly items?: PackedItems | undefined;
      readonly ranking?: RankingModel | RankingLimits | undefined;
    }
  /** It ranks. */
  | { readonly kind: 'ranks'; readonly limits: RankingLimits }
  | { readonly kind: 'packed'; readonly items: PackedItems }
  | { readonly kind: 'unusable'; readonly reason: string };

/**
 * One list per query of `rank`; one for `similar` and `search`, where a search has no scores; one for `vectors`, whose
 * scores are the vectors, one after another.
 */
export type WorkerAnswer =
  | { readonly kind: 'answer'; readonly id: number; readonly ranked: readonly Ranked[] }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
