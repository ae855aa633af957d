import type {
  ExternalId,
  ItemRecord,
  RecommendOptions,
  RequestPart,
  UntrainedItem,
} from '../packages/seqrec-data/src/index.js';

/**
 * The content of `packages/seqrec-data/src/testing/requests.json`. Tests of the library, the command line and the
 * server use the same requests.
 */
export interface RequestCases {
  readonly items: readonly Omit<ItemRecord, 'index'>[];
  readonly untrained: readonly UntrainedItem[];
  /** Training counts by item index. */
  readonly popularity: readonly number[];
  readonly cases: readonly RequestCase[];
  /** Requests with a filter, which the command line and the server take. */
  readonly filtered: readonly RequestCase[];
}

/** A request for recommendations, and its answer or its error. */
export interface RequestCase {
  readonly name: string;
  readonly request: Pick<RecommendOptions, 'exclude' | 'allow' | 'unknown'> & {
    readonly history: readonly ExternalId[];
    /** Over the attributes of items. */
    readonly filter?: string;
  };
  readonly ignored?: readonly ExternalId[];
  /** The part of the request and the sentence of each notice. */
  readonly notices?: readonly (readonly [RequestPart, string])[];
  readonly fallback?: 'popularity';
  /** The recommended ids in the order of the fallback; a model has another order. */
  readonly recommended?: readonly ExternalId[];
  /** The part and the sentence of the error; `{part}` is the name of another part. */
  readonly refused?: readonly [RequestPart | 'filter', string];
}
