import type { RatingRequest } from '@org/bst';
import type { EngineName } from '@org/engine';
import type { ExternalId } from '@org/seqrec-data';

// What the server's thread and the thread of the rating model say to each other.

export interface RatingWorkerSettings {
  readonly artifact: string;
  readonly engine: EngineName | 'auto';
}

/** What is known of a rating model once it is loaded. */
export interface RatingModelDetails {
  readonly name: string;
  readonly version: string;
  readonly engine: string;
  /** Whether it can order candidates of other models: it reads only items and times. */
  readonly reranks: boolean;
  /** How many candidates it orders, unless the settings of the server give another number. */
  readonly candidates: number;
}

export type RatingWorkerRequest =
  | { readonly id: number; readonly request: RatingRequest }
  /** End after the computation that is under way. */
  | { readonly stop: true };

/** The answer to one request. */
export interface RatedItems {
  readonly ratings: readonly {
    readonly id: ExternalId;
    readonly title?: string;
    readonly rating: number;
  }[];
  /** Ids that are not used, each once. */
  readonly ignored: readonly ExternalId[];
  /** Why they are not used. */
  readonly notices: readonly string[];
}

export type RatingWorkerMessage =
  | { readonly kind: 'loaded'; readonly details: RatingModelDetails }
  | { readonly kind: 'unusable'; readonly reason: string }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: RatedItems }
  /** The request does not fit the model. */
  | { readonly kind: 'refused'; readonly id: number; readonly reason: string }
  | { readonly kind: 'failed'; readonly id: number; readonly reason: string };
