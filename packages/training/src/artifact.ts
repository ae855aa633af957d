import type { Catalogue } from '@org/seqrec-data';
import type { SequenceModel } from '@org/sequence-model';

/** Builds a model from its configuration, weights yet to be set. */
export type ModelBuilder = (config: Readonly<Record<string, unknown>>) => SequenceModel;

export interface ArtifactContent {
  readonly model: SequenceModel;
  readonly catalogue: Catalogue;
  /** How often each item occurs in training, by item index, length V + 1: what a server falls back to. */
  readonly popularity: ArrayLike<number>;
  /** The data rules the model was trained under: source and content hashes, filters, split. JSON. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** How it was trained: optimizer, schedule, seed, steps, engine. JSON. */
  readonly training?: Readonly<Record<string, unknown>>;
  /** Results; written to `metrics.json` and the model card. JSON. */
  readonly metrics?: Readonly<Record<string, unknown>>;
  /** Versions of what made it, by name. JSON. */
  readonly versions?: Readonly<Record<string, string>>;
  /** A name for people. Default the model's kind. */
  readonly name?: string;
  /** ISO 8601. Absent by default, so that equal runs write equal bytes. */
  readonly createdAt?: string;
}

export interface Artifact extends ArtifactContent {
  readonly directory: string;
  /** Of weights and configuration together: 12 hexadecimal digits that name this very model. */
  readonly version: string;
  readonly name: string;
}
