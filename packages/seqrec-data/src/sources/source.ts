import type { Advice } from '../advice.js';
import type { DatasetFilters } from '../dataset/dataset-filters.js';
import { SeqrecDataError } from '../error.js';
import type { ExternalId, Interaction } from './interaction.js';

/** A title and attributes for an item, by external id. */
export interface ItemDetails {
  readonly id: ExternalId;
  readonly title?: string;
  readonly attributes?: Readonly<Record<string, string | number | readonly string[]>>;
}

/** Attributes of a user, by external id. */
export interface UserDetails {
  readonly id: ExternalId;
  readonly attributes: NonNullable<ItemDetails['attributes']>;
}

/** A row, line or record that cannot be used. */
export interface BadRow {
  readonly file: string;
  /** Counted from 1; of a record that spans lines, its first line. Of a record file, the record. */
  readonly line: number;
  readonly reason: string;
  /** What to do about it, where the reader knows. */
  readonly advice?: Advice | undefined;
}

export interface ReadOptions {
  /** What happens to a row that cannot be used: an error (default), or this function is told and reading goes on. */
  readonly onBadRow?: ((row: BadRow) => void) | undefined;
  /** Told how many bytes of the source's files were read since it was last called, before decompression. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Where interactions come from. Each method starts anew and streams; memory does not grow with the file. */
export interface Source {
  /** The format's name, for manifests and messages. */
  readonly format: string;
  /** Every file that is read. Empty for a source that is not in files. */
  readonly files: readonly string[];
  /** True where the files do not tell whether the source changed, as of a database server. */
  readonly live?: boolean;
  /** Plain JSON of all else that decides what is read: column names, kind of ids. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Of a database known once interactions were read. */
  readonly timestampUnit?: 'seconds' | 'milliseconds' | undefined;
  /** What tells likes from dislikes where filters name no threshold. */
  readonly defaultRating?: DatasetFilters['rating'];
  /** Interactions in file order, in blocks: an iterator step for each of 20 million rows would be most of the work. */
  interactions(options?: ReadOptions): AsyncIterable<readonly Interaction[]>;
  /** Titles and attributes, where the source has them. */
  items?(options?: ReadOptions): AsyncIterable<readonly ItemDetails[]>;
  /** Attributes of users, where the source has them. */
  users?(options?: ReadOptions): AsyncIterable<readonly UserDetails[]>;
}

/** Reports a row as the options say: throws, or tells `onBadRow`. */
export function reportBadRow(row: BadRow, options: ReadOptions): void {
  if (options.onBadRow !== undefined) {
    options.onBadRow(row);
    return;
  }
  throw new SeqrecDataError('bad-row', `${row.file}:${row.line}: ${row.reason}`, {
    file: row.file,
    line: row.line,
    advice: row.advice,
  });
}
