import { SeqrecDataError } from '../../error.js';
import type { ColumnNames } from '../text/columns.js';
import type { IdType } from '../text/field.js';

/** The kind of values of a column's type. */
export type SqlKind = 'integer' | 'real' | 'decimal' | 'text' | 'time' | 'flag';

export interface SqlColumn {
  readonly name: string;
  /** The database's name of the type. */
  readonly type: string;
  /** Absent for types that an interaction cannot use: lists, blobs, ... */
  readonly kind?: SqlKind | undefined;
}

/** The form in which values are read: doubles, texts, 0 and 1, or milliseconds since 1970 with a fraction. */
export type SqlReading = 'number' | 'text' | 'flag' | 'milliseconds';

export interface SqlPart {
  readonly name: string;
  readonly type: string;
  readonly reading: SqlReading;
}

/** The columns of an interaction, and how to read each. */
export type SqlParts = { readonly [Role in keyof ColumnNames]: SqlPart };

const ID = { integer: 'number', text: 'text' } as const;

const READINGS: Readonly<
  Record<keyof ColumnNames, Readonly<Partial<Record<SqlKind, SqlReading>>>>
> = {
  user: ID,
  item: ID,
  // Sessions are only compared, and texts are never rounded.
  session: { integer: 'text', text: 'text' },
  // A decimal may have more digits than a double.
  timestamp: {
    integer: 'number',
    real: 'number',
    decimal: 'text',
    text: 'text',
    time: 'milliseconds',
  },
  value: { integer: 'number', real: 'number', decimal: 'number' },
  disliked: { flag: 'flag', integer: 'number', text: 'text' },
};

const EXPECTED: Readonly<Record<keyof ColumnNames, string>> = {
  user: 'an id is a text or an integer',
  item: 'an id is a text or an integer',
  session: 'a session is a text or an integer',
  timestamp: 'a time is a timestamp, a date, a number or a text',
  value: 'a value is a number',
  disliked: 'a flag is a boolean, 0 or 1',
};

/** How to read each column. Throws for a type that does not fit. */
export function readingsOf(
  present: readonly SqlColumn[],
  columns: ColumnNames,
  ids: IdType | undefined,
  source: string,
): SqlParts {
  const part = (role: keyof ColumnNames, name: string): SqlPart => {
    const { type = '', kind } = present.find((column) => column.name === name) ?? {};
    const reading = kind && READINGS[role][kind];
    if (reading === undefined) {
      throw new SeqrecDataError(
        'bad-file',
        `${source}: column ${JSON.stringify(name)} has the type ${type}, but ${EXPECTED[role]}; convert it in a query`,
        { file: source },
      );
    }
    const isId = role === 'user' || role === 'item';
    return { name, type, reading: isId && ids === 'string' ? 'text' : reading };
  };
  const { user, item, timestamp, value, session, disliked } = columns;
  return {
    user: part('user', user),
    item: part('item', item),
    ...(timestamp !== undefined && { timestamp: part('timestamp', timestamp) }),
    ...(value !== undefined && { value: part('value', value) }),
    ...(session !== undefined && { session: part('session', session) }),
    ...(disliked !== undefined && { disliked: part('disliked', disliked) }),
  };
}

/** The SQL expression of a column. Doubles hold every id up to 2^53; larger ones stay recognizable as such. */
export function expressionOf(
  { name, type, reading }: SqlPart,
  milliseconds: (column: string, type: string) => string,
): string {
  const column = quoteName(name);
  switch (reading) {
    case 'number':
      return `cast(${column} as float8)`;
    case 'text':
      return `cast(${column} as text)`;
    case 'flag':
      return `cast(${column} as int)`;
    case 'milliseconds':
      return `cast(${milliseconds(column, type)} as float8)`;
  }
}

/** A quoted name with any characters. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
