import type { SourceLayout, UserDetails } from '../sources/source.js';
import type { SourceFile } from '../sources/source-files.js';
import type { TimestampUnit } from '../sources/timestamp-unit.js';
import type { Catalogue } from './catalogue.js';
import type { DatasetFilters } from './dataset-filters.js';
import type { Sequences } from './sequences.js';
import type { SplitRecipe } from './split-recipe.js';

/** The version of the artifact's layout that this package writes and reads. */
export const DATASET_FORMAT_VERSION = 1;

/** The type of the ids of users or items: all integers, all strings, or both. */
export type IdKind = 'integer' | 'string' | 'mixed';

export interface DatasetCounts {
  /** The number of distinct users. */
  readonly users: number;
  /** The number of sequences; more than users if sequences are sessions. */
  readonly sequences: number;
  /** V. */
  readonly items: number;
  readonly interactions: number;
  readonly dislikes: number;
}

/**
 * The content of `dataset.json`: the counts and the origin of a dataset. It has no paths or dates, so equal input gives
 * equal bytes.
 */
export interface DatasetManifest {
  readonly formatVersion: typeof DATASET_FORMAT_VERSION;
  /** SHA-256 of ids, titles, attributes and sequences; identifies the data in results. */
  readonly contentHash: string;
  readonly counts: DatasetCounts;
  readonly source: {
    readonly format: string;
    readonly settings: Readonly<Record<string, unknown>>;
    /** How the source was read, if options or first rows decided that. */
    readonly layout?: SourceLayout;
    readonly timestampUnit?: TimestampUnit;
    readonly files: readonly SourceFile[];
  };
  readonly filters: DatasetFilters;
  /** The number of rows that were read, and that each step removed. */
  readonly preparation: PreparationReport;
  readonly ids: {
    readonly users: IdKind;
    readonly items: IdKind;
    /** `pad` and `mask` are not items. Item indices are 1..V in the order of `compareIds`. */
    readonly pad: number;
    readonly mask: number;
  };
  /** The intended split of the data. */
  readonly split?: SplitRecipe;
}

/** The interactions that each step removed. */
export interface PreparationReport {
  readonly rows: number;
  /** Rows (or records of record files) that could not be used and were left out. */
  readonly badRows: number;
  /** Files with unreadable parts, for which the number of missing rows is unknown. */
  readonly unread?: readonly UnreadFile[] | undefined;
  /** Dislikes, by the threshold or by the source; `counts.dislikes` counts the ones that are kept. */
  readonly disliked: number;
  readonly duplicates: number;
  /** Events beyond the maximal length. */
  readonly tooLong: number;
  /** Events of users, items and sequences with too few events. */
  readonly tooFew: number;
}

/** The unreadable parts of a file. */
export interface UnreadFile {
  /** The name in `source.files`. */
  readonly name: string;
  readonly unit: 'line' | 'record';
  /** The number of lines or records before the first missing part. */
  readonly after: number;
  /** The number of missing parts. */
  readonly parts: number;
  /** Their decompressed size, as far as known. */
  readonly bytes: number;
  /** The number of lines or records before the missing rest of the file, if the rest is missing. */
  readonly endsAfter?: number | undefined;
  /** Why the first part is unreadable. */
  readonly reason: string;
}

/** Sequences, the catalogue of their items, and their manifest. */
export interface Dataset {
  readonly manifest: DatasetManifest;
  readonly catalogue: Catalogue;
  readonly sequences: Sequences;
  /**
   * The users with attributes, in the order of the sequences, if the source has any. Not part of the content hash.
   */
  readonly users?: readonly UserDetails[] | undefined;
}
