import { type Advice, setting } from '../../advice.js';
import { SeqrecDataError } from '../../error.js';
import { isIsoDate, type TimestampType } from './field.js';

/** The names of the columns (of JSON Lines: the keys) that hold an interaction. */
export interface ColumnNames {
  readonly user: string;
  readonly item: string;
  readonly timestamp?: string | undefined;
  readonly value?: string | undefined;
  readonly session?: string | undefined;
  /** A flag: 1 or true if the user dislikes the item. */
  readonly disliked?: string | undefined;
}

type ColumnRole = keyof ColumnNames;

/** Usual names, the most usual first, in lower case without punctuation. */
const USUAL_NAMES: Readonly<Record<ColumnRole, readonly string[]>> = {
  user: ['userid', 'user', 'uid', 'userindex', 'visitorid', 'customerid', 'reviewerid'],
  item: [
    'itemid',
    'item',
    'iid',
    'movieid',
    'movieindex',
    'videoid',
    'productid',
    'articleid',
    'trackid',
    'asin',
    // Names of lists.
    'items',
    'itemids',
    'movieindices',
    'movieids',
    'videoids',
    'productids',
    'sequence',
    'history',
  ],
  timestamp: [
    'timestamp',
    'time',
    'ts',
    'timems',
    'timestampms',
    'unixtime',
    'unixreviewtime',
    'timestamps',
    'times',
  ],
  value: ['rating', 'value', 'score', 'watchratio', 'overall', 'ratings', 'values', 'scores'],
  session: ['sessionid', 'session'],
  disliked: ['disliked', 'dislike'],
};

/** Hints to choose between several columns, and words for messages. */
export interface ColumnHints {
  readonly timestamps?: TimestampType | undefined;
  /** The first values of a column, as texts. */
  readonly samples?: (column: string) => readonly string[];
  /** More advice if a column is not found. */
  readonly advice?: Advice;
  /** The word for a column in messages. */
  readonly noun?: string;
}

/**
 * The columns to read: the named ones, and for the others those with usual names. A named column that does not exist,
 * or none for user or item, is an error that lists the columns. Among several columns with usual names of a time, one
 * with numbers has precedence, or one with dates if `timestamps` requires dates.
 */
export function resolveColumns(
  present: readonly string[],
  named: Partial<ColumnNames>,
  file: string,
  { advice = [], timestamps, samples, noun = 'column' }: ColumnHints = {},
): ColumnNames {
  const find = (role: ColumnRole): string | undefined => {
    const name = named[role];
    if (name !== undefined) {
      if (present.includes(name)) return name;
      throw missing(`no ${noun} ${JSON.stringify(name)}`, present, file, [], noun);
    }
    // If some are named, only these are read, plus user and item, which are always needed.
    if (Object.keys(named).length > 0 && role !== 'user' && role !== 'item') return undefined;
    const usual = usualColumns(present, USUAL_NAMES[role]);
    if (role !== 'timestamp' || samples === undefined) return usual[0];
    const isDate = (column: string): boolean => samples(column).some(isIsoDate);
    return usual.find((column) => isDate(column) === (timestamps === 'date')) ?? usual[0];
  };
  const user = find('user');
  const item = find('item');
  if (user === undefined || item === undefined) {
    const role = user === undefined ? 'user' : 'item';
    throw missing(
      `no ${noun} has a usual name of the ${role}`,
      present,
      file,
      ['name it with ', [setting(`columns.${role}`, 'NAME')], ...advice],
      noun,
    );
  }
  return {
    user,
    item,
    timestamp: find('timestamp'),
    value: find('value'),
    session: find('session'),
    disliked: find('disliked'),
  };
}

/** The position of each of these columns; a missing one is an error that lists the columns. */
export function positionsOf<const Name extends string>(
  names: readonly Name[],
  present: readonly string[],
  file: string,
): Readonly<Record<Name, number>> {
  const absent = names.find((name) => !present.includes(name));
  if (absent !== undefined) throw missing(`no column ${JSON.stringify(absent)}`, present, file);
  return Object.fromEntries(names.map((name) => [name, present.indexOf(name)])) as Record<
    Name,
    number
  >;
}

/** Whether one column has a usual name of a user, and another one of an item. */
export function hasUsualNames(present: readonly string[]): boolean {
  return [USUAL_NAMES.user, USUAL_NAMES.item].every((names) => usualColumns(present, names)[0]);
}

/** The columns with these names, ignoring case and punctuation, in the order of the names. */
function usualColumns(present: readonly string[], names: readonly string[]): readonly string[] {
  return names.flatMap((name) => present.filter((column) => plain(column) === name));
}

/** The column of a table of items that has a usual name of the id. */
export function usualIdColumn(present: readonly string[]): string | undefined {
  return usualColumns(present, ['id', ...USUAL_NAMES.item])[0];
}

export interface ItemColumns {
  readonly id: string;
  readonly title: string | undefined;
}

/** The columns of ids and titles in a table of items: the named ones, else those with usual names. */
export function resolveItemColumns(
  present: readonly string[],
  named: {
    readonly id?: string | undefined;
    readonly title?: string | undefined;
    readonly attributes?: readonly string[] | undefined;
  },
  file: string,
): ItemColumns {
  for (const name of [named.id, named.title, ...(named.attributes ?? [])]) {
    if (name !== undefined && !present.includes(name)) {
      throw missing(`no column ${JSON.stringify(name)}`, present, file);
    }
  }
  const id = named.id ?? usualIdColumn(present);
  if (id === undefined) {
    throw missing('no column has a usual name of the id', present, file, ['call it id']);
  }
  return { id, title: named.title ?? usualColumns(present, ['title', 'name', 'itemname'])[0] };
}

function plain(column: string): string {
  return column.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function missing(
  what: string,
  present: readonly string[],
  file: string,
  advice: Advice = [],
  noun = 'column',
): SeqrecDataError {
  const names = present.slice(0, 30).map((name) => JSON.stringify(name));
  return new SeqrecDataError(
    'bad-file',
    `${file}: ${what}; the ${noun}s are ${names.join(', ')}${present.length > 30 ? ', ...' : ''}`,
    { file, advice, columns: present },
  );
}
