import type { ItemFile } from './layouts/item-file.js';
import type { Source } from './source.js';
import type { ColumnNames } from './text/columns.js';
import type { TextEncoding } from './text/encoding.js';
import type { IdType, TimestampType } from './text/field.js';
import type { Quote } from './text/row-blocks.js';
import type { TextLayout } from './text/text-layout.js';

/** The options of single formats. Each format says which of them it reads, and refuses the others. */
export interface FormatOptions {
  /** The part to read, of a data set with several parts in one directory. */
  readonly part?: string | undefined;
  /** The SELECT to read. Files are `data` in it, read by DuckDB in their order. */
  readonly query?: string | undefined;
  /** The table of a database to read, with or without its schema. */
  readonly table?: string | undefined;
  /**
   * The columns to read: keys of JSON Lines, features of TFRecords. By default those with usual names, such as `userId`
   * and `timestamp`. If some are named, only these are read, plus user and item.
   */
  readonly columns?: Partial<ColumnNames> | undefined;
  /**
   * How ids are read from text. If the data has types, these are the default; `'string'` then reads integers as texts,
   * which integers beyond 2^53 need, and `'integer'` reads texts as integers.
   */
  readonly ids?: IdType | undefined;
  /** How times are read from text. By default the first time decides. */
  readonly timestamps?: TimestampType | undefined;
  /** The delimiter of the columns. By default the first lines decide. A blank means any run of blanks and tabs. */
  readonly delimiter?: string | undefined;
  /** Whether the first line names the columns. By default the first lines decide. */
  readonly header?: boolean | undefined;
  /** `'none'` if quotes are part of the text. Default `'double'`, as in RFC 4180. Applies to the file of items too. */
  readonly quote?: Quote | undefined;
  /**
   * The encoding of the data and of the file of items, by its name in the Encoding standard. Default: that of the
   * format, which is UTF-8 for all except two. UTF-16 is detected by its byte-order mark.
   */
  readonly encoding?: TextEncoding | undefined;
  /** Titles and attributes of items. Default: the files beside the data, if the format has such files. */
  readonly items?: string | ItemFile | undefined;
  /** Columns of the file of items that become attributes of the same names. */
  readonly itemAttributes?: readonly string[] | undefined;
  /** The column of the ids in the file of items. Default: one of a usual name. */
  readonly itemIdColumn?: string | undefined;
  /** The column of the titles in the file of items. Default: one of a usual name. */
  readonly itemTitleColumn?: string | undefined;
  /** The table of the items, where they are in a database. */
  readonly itemTable?: string | undefined;
  /** A SELECT of the items, in place of a table; a Parquet file is `data` in it. */
  readonly itemQuery?: string | undefined;
}

/** {@link FormatOptions} of a reader: only those that it reads, completed from the first lines. */
export interface ReaderOptions extends FormatOptions {
  readonly columns: Partial<ColumnNames>;
  readonly items?: ItemFile | undefined;
}

/** How to detect a format. Each reader defines it for its format. */
export interface Detection {
  /** Whether the name has this format: the URL of a database, or a file's name in lower case, without `.gz`. */
  readonly byName?: (name: string) => boolean;
  /** The content of a directory of this format, e.g. `*.parquet`, for the error about an unknown directory. */
  readonly holds?: string;
  /** Whether a directory is this published data set, by its names without `.gz`; other files may be beside. */
  readonly byDataSet?: (names: ReadonlySet<string>) => boolean;
  /** Whether a directory holds files of this format, possibly beside files of another one. */
  readonly byFiles?: (directory: string, names: ReadonlySet<string>) => boolean | Promise<boolean>;
  /** Whether a file has this format, by its first bytes, decompressed. */
  readonly byBytes?: (bytes: Buffer) => boolean;
  /** Whether the first lines have marks of this format; `name` is the file's name in lower case, without `.gz`. */
  readonly byLines?: (lines: readonly string[], name: string) => boolean;
  /** Whether text without marks and with this layout has this format. */
  readonly byLayout?: (layout: TextLayout) => boolean;
  /** The delimiter of its columns if neither options nor first lines show one. */
  readonly delimiter?: string;
}

/** Detects and opens one format. */
export interface SourceReader {
  readonly detection: Detection;
  /** Finds files and checks options; rows are read when the source is. `paths` holds at least one. */
  open(paths: readonly string[], options: ReaderOptions): Source | Promise<Source>;
}

/** The definition of a format without the code that reads it. */
export interface SourceDefinition {
  /** The format's name in sentences. */
  readonly label: string;
  /** The content of its files, in Markdown. */
  readonly layout: string;
  /** The options that it reads. */
  readonly options: readonly (keyof FormatOptions)[];
  /** How ids are read by default; absent if the data has types. */
  readonly ids?: IdType;
  /** Whether it reads a list of paths in order. */
  readonly manyPaths?: true;
  /** The values of `part`. */
  readonly parts?: readonly string[];
  /** Imports the reader of the format. */
  load(): Promise<SourceReader>;
}
