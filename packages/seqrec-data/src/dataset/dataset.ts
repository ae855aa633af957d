import type { SourceLayout, UserDetails } from '../sources/source.js';
import type { SourceFile } from '../sources/source-files.js';
import type { Catalogue } from './catalogue.js';
import type { DatasetFilters } from './dataset-filters.js';
import type { Sequences } from './sequences.js';
import type { SplitRecipe } from './split-recipe.js';

/** The version of the artifact's layout that this package writes and reads. */
export const DATASET_FORMAT_VERSION = 1;

/** What the ids of users or of items are: all integers, all strings, or both. */
export type IdKind = 'integer' | 'string' | 'mixed';

export interface DatasetCounts {
  /** Distinct users. */
  readonly users: number;
  /** Sequences; more than users where sessions were split. */
  readonly sequences: number;
  /** V. */
  readonly items: number;
  readonly interactions: number;
  readonly dislikes: number;
}

/** `dataset.json`: what a dataset holds and where it came from. It has no paths and no dates, so equal input gives equal bytes. */
export interface DatasetManifest {
  readonly formatVersion: typeof DATASET_FORMAT_VERSION;
  /** SHA-256 of ids, titles, attributes and sequences; names the data in results. */
  readonly contentHash: string;
  readonly counts: DatasetCounts;
  readonly source: {
    readonly format: string;
    readonly settings: Readonly<Record<string, unknown>>;
    /** How the source was read, where options or first rows decided that. */
    readonly layout?: SourceLayout;
    readonly timestampUnit?: 'seconds' | 'milliseconds';
    readonly files: readonly SourceFile[];
  };
  readonly filters: DatasetFilters;
  /** What was read, and how much of it each step took away. */
  readonly preparation: PreparationReport;
  readonly ids: {
    readonly users: IdKind;
    readonly items: IdKind;
    /** Item indices are 1..V in the order of `compareIds`; these two are not items. */
    readonly pad: number;
    readonly mask: number;
  };
  /** The split that the data is meant for. */
  readonly split?: SplitRecipe;
}

/** The interactions that each step removed. */
export interface PreparationReport {
  readonly rows: number;
  /** Rows that could not be used and were left out; in record files, records. */
  readonly badRows: number;
  /** Files of which a part could not be read, so that nobody knows how many rows are missing. */
  readonly unread?: readonly UnreadFile[] | undefined;
  /** Dislikes, by the threshold or by the source; those that are kept are in `counts.dislikes`. */
  readonly disliked: number;
  readonly duplicates: number;
  /** Beyond the maximal length. */
  readonly tooLong: number;
  /** Of users, items and sequences with too few events. */
  readonly tooFew: number;
}

/** What could not be read of a file. */
export interface UnreadFile {
  /** As in `source.files`. */
  readonly name: string;
  readonly unit: 'line' | 'record';
  /** How many lines or records come before the first part that is missing. */
  readonly after: number;
  /** How many parts are missing. */
  readonly parts: number;
  /** Their decompressed size, as far as it is known. */
  readonly bytes: number;
  /** How many lines or records come before the missing rest of the file, where the rest is missing. */
  readonly endsAfter?: number | undefined;
  /** What is wrong with the first of them. */
  readonly reason: string;
}

/** Sequences, the catalogue their items are in, and where they came from. */
export interface Dataset {
  readonly manifest: DatasetManifest;
  readonly catalogue: Catalogue;
  readonly sequences: Sequences;
  /** In the order of the sequences, where the source has attributes of users. Not part of the content hash. */
  readonly users?: readonly UserDetails[] | undefined;
}
