import type { ItemFile } from './layouts/item-file.js';
import type { Source } from './source.js';
import type { ColumnNames } from './text/columns.js';
import type { TextEncoding } from './text/encoding.js';
import type { IdType, TimestampType } from './text/field.js';
import type { Quote } from './text/row-blocks.js';
import type { TextLayout } from './text/text-layout.js';

/** The options of single formats. Each format says which of them it reads, and refuses the others. */
export interface FormatOptions {
  /** Which part of a data set is read that has several in one directory. */
  readonly part?: string | undefined;
  /** The SELECT to read. Files are `data` in it, read by DuckDB in their order. */
  readonly query?: string | undefined;
  /** The table of a database to read, with or without its schema. */
  readonly table?: string | undefined;
  /**
   * The columns to read: of JSON Lines the keys, of TFRecords the features. By default those with usual names, such as
   * `userId` and `timestamp`. Whoever names some names all that are wanted, except user and item.
   */
  readonly columns?: Partial<ColumnNames> | undefined;
  /**
   * How ids are read from text. Where the data has types of its own they decide; `'string'` then reads integers as texts,
   * which integers beyond 2^53 need, and `'integer'` texts as integers.
   */
  readonly ids?: IdType | undefined;
  /** How times are read from text. By default the first time decides. */
  readonly timestamps?: TimestampType | undefined;
  /** What separates the columns. By default the first lines decide. A blank stands for any run of blanks and tabs. */
  readonly delimiter?: string | undefined;
  /** Whether the first line names the columns. By default the first lines decide. */
  readonly header?: boolean | undefined;
  /** `'none'` where quotes are part of the text. Default `'double'`, as in RFC 4180. Holds for the file of items too. */
  readonly quote?: Quote | undefined;
  /**
   * A name of the Encoding standard, of the data and of the file of items. By default that of the format, which is UTF-8
   * for all but two. UTF-16 is known by its byte-order mark.
   */
  readonly encoding?: TextEncoding | undefined;
  /** Titles and attributes of items. By default those that lie beside the data, where the format has such files. */
  readonly items?: string | ItemFile | undefined;
}

/** {@link FormatOptions} as a reader gets them: only those that it reads, completed by what the first lines show. */
export interface ReaderOptions extends FormatOptions {
  readonly columns: Partial<ColumnNames>;
  readonly items?: ItemFile | undefined;
}

/** What tells that data has a format. A reader states what holds for it; nothing else knows its marks. */
export interface Detection {
  /** Whether the name says it: the URL of a database, or a file's name in lower case, without `.gz`. */
  readonly byName?: (name: string) => boolean;
  /** What a directory of this format holds, for the error about a directory that holds nothing known: `*.parquet`. */
  readonly holds?: string;
  /** Whether a directory is this published data set, by the names in it without `.gz`, whatever else lies beside. */
  readonly byDataSet?: (names: ReadonlySet<string>) => boolean;
  /** Whether a directory holds files of this format, which may lie beside those of another one. */
  readonly byFiles?: (directory: string, names: ReadonlySet<string>) => boolean | Promise<boolean>;
  /** Whether a file begins so, by its first bytes, decompressed. */
  readonly byBytes?: (bytes: Buffer) => boolean;
  /** Whether marks in the first lines show it; `name` is the file's, in lower case, without `.gz`. */
  readonly byLines?: (lines: readonly string[], name: string) => boolean;
  /** Whether it is the format of text without marks that has this layout. */
  readonly byLayout?: (layout: TextLayout) => boolean;
  /** What separates its columns where neither options nor first lines say it. */
  readonly delimiter?: string;
}

/** What detects and opens one format. */
export interface SourceReader {
  readonly detection: Detection;
  /** Finds files and checks options; rows are read when the source is. `paths` holds at least one. */
  open(paths: readonly string[], options: ReaderOptions): Source | Promise<Source>;
}

/** What is known of a format without reading anything. */
export interface SourceDefinition {
  /** The format's name in sentences. */
  readonly label: string;
  /** What its files hold, in Markdown. */
  readonly layout: string;
  /** The options that it reads. */
  readonly options: readonly (keyof FormatOptions)[];
  /** How ids are read unless an option says otherwise; absent where the data has types of its own. */
  readonly ids?: IdType;
  /** Whether a list of paths is read, one after the other. */
  readonly manyPaths?: true;
  /** What `part` can be. */
  readonly parts?: readonly string[];
  /** Imports the reader of the format. */
  load(): Promise<SourceReader>;
}
