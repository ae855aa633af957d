import { type Advice, setting } from '../advice.js';
import { SeqrecDataError } from '../error.js';
import type { ExternalId, Interaction } from './interaction.js';
import type { RatingRule } from './rating-rule.js';
import type { ColumnNames } from './text/columns.js';
import type { TimestampUnit } from './timestamp-unit.js';
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
  /** The line, counted from 1; the first one of a row that spans several. In a record file, the record. */
  readonly line: number;
  readonly reason: string;
  /** What the user can do about it. */
  readonly advice?: Advice | undefined;
  /** What `line` counts. Default: `'line'`. */
  readonly unit?: 'line' | 'record' | undefined;
}

/** A part of a file that cannot be read at all, so that nobody knows how many rows it holds. */
export interface UnreadPart {
  readonly file: string;
  /** How many lines or records come before it; a lower bound after another part of unknown size. */
  readonly after: number;
  readonly unit: 'line' | 'record';
  /** Its decompressed size in bytes; absent where it is unknown. */
  readonly bytes?: number | undefined;
  /** Whether the rest of the file could not be read either. */
  readonly restOfFile: boolean;
  readonly reason: string;
  readonly advice?: Advice | undefined;
}

export interface ReadOptions {
  /** Called for a row that cannot be used; reading then continues. By default such a row is an error. */
  readonly onBadRow?: ((row: BadRow) => void) | undefined;
  /**
   * Called for a part of a file that cannot be read at all; reading then continues with the rest of the file or the next
   * one. By default such a part is an error.
   */
  readonly onUnread?: ((part: UnreadPart) => void) | undefined;
  /** Called with the number of bytes read since the last call, before decompression. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How a source was read, where options or the first rows decide that. Plain JSON. */
export interface SourceLayout {
  /** What separates columns of text. */
  readonly delimiter?: string | undefined;
  /** Whether the first line named the columns. */
  readonly header?: boolean | undefined;
  /** The encoding of text that is not UTF-8. */
  readonly encoding?: string | undefined;
  /** Whether each row holds a user with a list of items. */
  readonly isList?: boolean | undefined;
  /** The columns, keys or features that hold an interaction. */
  readonly columns: ColumnNames;
}

/** A source of interactions. Each method reads from the start and streams: memory does not grow with the file. */
export interface Source {
  /** The format's name, for manifests and messages. */
  readonly format: string;
  /** Every file that is read; none where the source is not in files. */
  readonly files: readonly string[];
  /** True where files do not show whether the source changed: a database server. */
  readonly live?: boolean;
  /** Everything else that decides what is read, such as column names and types of ids. Plain JSON. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Absent where the format leaves no choice, and until interactions were read. */
  readonly layout?: SourceLayout | undefined;
  /** In a database and in text the data decides, so it is known once interactions were read. */
  readonly timestampUnit?: TimestampUnit | undefined;
  /** The threshold of likes where filters name none. */
  readonly defaultRating?: RatingRule | undefined;
  /** Interactions in the order of the file, in blocks: an iterator step for each row would take most of the time. */
  interactions(options?: ReadOptions): AsyncIterable<readonly Interaction[]>;
  /**
   * The same interactions in columns, for sources that hold many events of a user together, which makes reading cheaper.
   * Where it exists, datasets are prepared from it.
   */
  userEvents?(options?: ReadOptions): AsyncIterable<readonly UserEvents[]>;
  /** Titles and attributes, where the source has them. */
  items?(options?: ReadOptions): AsyncIterable<readonly ItemDetails[]>;
  /** Attributes of users, where the source has them. */
  users?(options?: ReadOptions): AsyncIterable<readonly UserDetails[]>;
}

/** Reports a bad row: calls `onBadRow` where the options have it, else throws. */
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

/** Reports an unread part: calls `onUnread` where the options have it, else throws. */
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
