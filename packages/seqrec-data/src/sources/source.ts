import { type Advice, setting } from '../advice.js';
import { SeqrecDataError } from '../error.js';
import type { ExternalId, Interaction } from './interaction.js';
import type { RatingRule } from './rating-rule.js';
import type { ColumnNames } from './text/columns.js';
import type { UserEvents } from './user-events.js';

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
  /** What `line` counts. Default: `'line'`. */
  readonly unit?: 'line' | 'record' | undefined;
}

/** A part of a file that cannot be read at all, so that nobody knows how many rows it holds. */
export interface UnreadPart {
  readonly file: string;
  /** How many lines or records come before it; after a part of unknown size that was passed over, at least so many. */
  readonly after: number;
  readonly unit: 'line' | 'record';
  /** Its size in bytes, decompressed; absent where it is not known. */
  readonly bytes?: number | undefined;
  /** Whether nothing of the file that comes after it could be read. */
  readonly restOfFile: boolean;
  readonly reason: string;
  readonly advice?: Advice | undefined;
}

export interface ReadOptions {
  /** What happens to a row that cannot be used: an error (default), or this function is called and reading goes on. */
  readonly onBadRow?: ((row: BadRow) => void) | undefined;
  /**
   * What happens at a part of a file that cannot be read at all: an error (default), or this function is called and
   * reading goes on with the rest of the file or the next one.
   */
  readonly onUnread?: ((part: UnreadPart) => void) | undefined;
  /** Told how many bytes of the source's files were read since it was last called, before decompression. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How a source was read, where options or first rows decide that. Plain JSON. */
export interface SourceLayout {
  /** What separates columns of text. */
  readonly delimiter?: string | undefined;
  /** Whether the first line named the columns. */
  readonly header?: boolean | undefined;
  /** Of text that is not UTF-8. */
  readonly encoding?: string | undefined;
  /** Whether each row holds a user with a list of items. */
  readonly isList?: boolean | undefined;
  /** The columns, keys or features that hold an interaction. */
  readonly columns: ColumnNames;
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
  /** Where the format leaves a choice; known once interactions were read. */
  readonly layout?: SourceLayout | undefined;
  /** Of a database known once interactions were read. */
  readonly timestampUnit?: 'seconds' | 'milliseconds' | undefined;
  /** What tells likes from dislikes where filters name no threshold. */
  readonly defaultRating?: RatingRule | undefined;
  /** Interactions in file order, in blocks: an iterator step for each of 20 million rows would be most of the work. */
  interactions(options?: ReadOptions): AsyncIterable<readonly Interaction[]>;
  /**
   * The same interactions in columns, where the source has many events of a user together: cheaper to read than one by
   * one. Where it is there, datasets are prepared from it.
   */
  userEvents?(options?: ReadOptions): AsyncIterable<readonly UserEvents[]>;
  /** Titles and attributes, where the source has them. */
  items?(options?: ReadOptions): AsyncIterable<readonly ItemDetails[]>;
  /** Attributes of users, where the source has them. */
  users?(options?: ReadOptions): AsyncIterable<readonly UserDetails[]>;
}

/** Reports a row as the options say: throws, or calls `onBadRow`. */
export function reportBadRow(row: BadRow, options: ReadOptions): void {
  if (options.onBadRow !== undefined) {
    options.onBadRow(row);
    return;
  }
  const { file, line, reason, unit } = row;
  const place = unit === 'record' ? `${file}, record ${line}` : `${file}:${line}`;
  throw new SeqrecDataError('bad-row', `${place}: ${reason}`, {
    file,
    line,
    advice: adviceFor(row),
  });
}

function adviceFor({ advice = [], unit }: BadRow): Advice {
  if (advice.length > 0 || unit !== 'record') return advice;
  return ['leave such records out with ', [setting('onBadRow', 'skip')]];
}

/** Reports a part of a file as the options say: throws, or calls `onUnread`. */
export function reportUnread(part: UnreadPart, options: ReadOptions): void {
  if (options.onUnread !== undefined) {
    options.onUnread(part);
    return;
  }
  const { file, after, unit, reason } = part;
  const place = unit === 'record' ? `${file}, record ${after + 1}` : `${file}:${after + 1}`;
  throw new SeqrecDataError('bad-file', `${place}: ${reason}`, {
    file,
    line: after + 1,
    advice: part.advice ?? [
      'get the file again, or use what can be read of it with ',
      [setting('onBadRow', 'skip')],
    ],
  });
}
