import { type Advice, type OptionSetting, setting } from '../../advice.js';
import { hasUsualNames } from './columns.js';
import { BLANKS, joinQuoted, likelyDelimiters, splitLine } from './delimiter.js';
import { isIsoDate, wholeNumber } from './field.js';

/** The layout of a text file: `user item` pairs, lists of items, a table, or unclear if several fit. */
export type TextLayout =
  | { readonly kind: 'pairs' | 'lists' | 'unknown' }
  | TableLayout
  | { readonly kind: 'unclear'; readonly problem: string; readonly advice: Advice };

export interface TableLayout {
  readonly kind: 'table';
  readonly delimiter: string;
  readonly header: boolean;
  /** For a table without a header: the column of each role, counted from 1. */
  readonly columns?: Readonly<Record<string, string>>;
}

/** The given options that decide parts of the layout. */
export interface GivenLayout {
  readonly delimiter?: string | undefined;
  readonly header?: boolean | undefined;
  /** Whether columns were named. */
  readonly columns: boolean;
  /** Whether it can only be a table. */
  readonly table: boolean;
}

/**
 * Detects the layout from the first lines of a file. Lists have one line for each user, similar items in every column,
 * and mostly lines of different lengths. A table has equally many fields on every line, mostly several lines for a
 * user, times that are large or never fall for a user, and ratings with few different values. Lines that fit both are
 * unclear.
 */
export function textLayout(lines: readonly string[], given: GivenLayout): TextLayout {
  // Line ends in quotes break lines, and quotes that are text break records.
  const isLined = likelyDelimiters(lines).length > 0;
  const records = isLined ? lines : joinQuoted(lines);
  const delimiters = given.delimiter === undefined ? likelyDelimiters(records) : [given.delimiter];
  const [delimiter = BLANKS] = delimiters;
  if (delimiters.length > 1) {
    const names = delimiters.map((text) => JSON.stringify(text));
    return {
      kind: 'unclear',
      problem: `${names.join(' and ')} cut its lines into equally many columns`,
      advice: ['name the right one, e.g. ', [setting('delimiter', delimiter)]],
    };
  }
  const rows = records.map((record) => splitLine(record, delimiter));
  const regular = delimiters.length === 1;
  const header = given.header ?? (regular && isHeader(rows, delimiter, given.columns));
  if (regular && (header || given.columns)) return { kind: 'table', delimiter, header };
  // Lists have whole numbers between blanks or tabs.
  const ids = rows.every((fields) => fields.every((field) => wholeNumber(field) !== undefined));
  const mayBeLists = ids && !given.table && (delimiter === BLANKS || delimiter === '\t');
  if (!regular) return mayBeLists ? raggedLayout(rows) : { kind: 'unknown' };

  const columns = columnsOf(rows);
  const width = columns.length;
  if (mayBeLists && width === 2) return { kind: 'pairs' };
  if (mayBeLists && width > 4 && !repeats(columns[0])) return { kind: 'lists' };
  const roles = columns.slice(2).map((column) => roleOf(column, columns));
  // Words are a table only if some column has times or ratings.
  if (delimiter === BLANKS && !ids && !given.table && roles.every((role) => role === undefined)) {
    return { kind: 'unknown' };
  }
  const known = width <= 4 && roles.every((role, i) => role && roles.indexOf(role) === i);
  if (known && (!mayBeLists || isTable(columns, roles))) {
    const others = roles.map((role, i) => [role, String(i + 3)]);
    return { kind: 'table', delimiter, header, columns: { ...IDS, ...Object.fromEntries(others) } };
  }
  if (!mayBeLists) return needsNames(delimiter, width);
  const ragged = rows.some((fields) => fields.length !== width);
  return !repeats(columns[0]) && (ragged || isLists(columns, roles))
    ? { kind: 'lists' }
    : unclear(delimiter, roles);
}

/** Lines of different lengths are lists, unless users have several short lines, which may be a table with gaps. */
function raggedLayout(rows: readonly (readonly string[])[]): TextLayout {
  if (rows.some((fields) => fields.length === 1)) return { kind: 'unknown' };
  const users = new Set(rows.map(([user = '']) => user));
  const short = rows.every((fields) => fields.length <= 4);
  return short && users.size < rows.length ? unclear(BLANKS, [undefined]) : { kind: 'lists' };
}

/** Whether the first row names the columns. Numbers and dates are not names. */
function isHeader(
  [first = [], ...others]: readonly (readonly string[])[],
  delimiter: string,
  named: boolean,
): boolean {
  if (first.some(isQuantity)) return false;
  if (named || hasUsualNames(first) || delimiter !== BLANKS) return true;
  // Words between blanks are a header if numbers are below.
  return first.some((_, i) => {
    const below = others.map((fields) => fields[i] ?? '');
    return below.length > 0 && below.every(isQuantity);
  });
}

function isQuantity(field: string): boolean {
  const text = field.trim();
  return (text !== '' && Number.isFinite(Number(text))) || isIsoDate(text);
}

interface Column {
  readonly texts: readonly string[];
  /** Undefined if some field is not a number. */
  readonly numbers: readonly number[] | undefined;
  readonly distinct: number;
}

/** Ignores cut or damaged lines; reading the file reports them. */
function columnsOf(rows: readonly (readonly string[])[]): readonly Column[] {
  const [first = []] = rows;
  const whole = rows.filter((fields) => fields.length === first.length);
  return first.map((_, i): Column => {
    const texts = whole.map((fields) => fields[i] ?? '');
    const numbers = texts.map((text) => (text.trim() === '' ? Number.NaN : Number(text)));
    return {
      texts,
      numbers: numbers.every(Number.isFinite) ? numbers : undefined,
      distinct: new Set(texts).size,
    };
  });
}

function repeats(column: Column | undefined): boolean {
  return column !== undefined && column.distinct < column.texts.length;
}

type Role = 'timestamp' | 'value';

/** The columns of the ids in a table without names. */
const IDS = { user: '1', item: '2' };

/** Ratings have few different values: 1 to 10, and halves. */
const MAX_RATINGS = 21;

/** 1973 in seconds. Times in any unit are larger; ids seldom are. */
const EPOCH = 1e8;

/** Fewer lines cannot distinguish lists of one length from a table. */
const ENOUGH_LINES = 10;

/** The role of a column after the first two by its values; undefined if they do not show it. */
function roleOf(column: Column, [users, items]: readonly Column[]): Role | undefined {
  const { numbers, texts, distinct } = column;
  if (numbers === undefined || users === undefined) {
    return texts.every(isIsoDate) ? 'timestamp' : undefined;
  }
  const largeItems = items?.numbers?.every((item) => item >= EPOCH) ?? false;
  if (!largeItems && numbers.every((number) => number >= EPOCH)) return 'timestamp';
  const rises = risesPerUser(numbers, users);
  if (rises >= 3) return rises >= 20 || distinct > MAX_RATINGS ? 'timestamp' : undefined;
  const small = numbers.every((number) => Math.abs(number) <= 100);
  const fractions = numbers.some((number) => !Number.isInteger(number));
  return small && distinct <= (fractions ? 10 : 1) * MAX_RATINGS ? 'value' : undefined;
}

/** How often a number is larger than the previous one of the same user; 0 if one is smaller. */
function risesPerUser(numbers: readonly number[], users: Column): number {
  const last = new Map<string, number>();
  let rises = 0;
  for (const [row, number] of numbers.entries()) {
    const user = users.texts[row] ?? '';
    const before = last.get(user) ?? number;
    if (number < before) return 0;
    if (number > before) rises += 1;
    last.set(user, number);
  }
  return rises;
}

/** Whether columns of whole numbers, which may be ids, can only be a table. */
function isTable(columns: readonly Column[], roles: readonly (Role | undefined)[]): boolean {
  const [users, items, ...others] = columns;
  if (repeats(users)) {
    // A rating that looks like an item may be one.
    return others.every((other, i) => roles[i] === 'timestamp' || !isLike(other, items));
  }
  // Each user occurs once. Moments are larger than any ids; on one or two lines they only count beside a rating.
  const lines = users?.texts.length ?? 0;
  const moments = others.some((other, i) => roles[i] === 'timestamp' && isMoment(other, items));
  return moments && (lines >= 3 || others.length === 2);
}

/** Whether all numbers are as large as times, and far larger than the items. */
function isMoment({ numbers }: Column, items: Column | undefined): boolean {
  const largest = largestOf(items);
  return numbers?.every((number) => number >= EPOCH && number > 20 * largest) ?? false;
}

/** Whether columns of whole numbers, with one line per user, all hold similar values. */
function isLists(columns: readonly Column[], roles: readonly (Role | undefined)[]): boolean {
  const [users, items, ...others] = columns;
  const enough = (users?.texts.length ?? 0) >= ENOUGH_LINES;
  return enough && others.every((other, i) => roles[i] === undefined && isLike(other, items));
}

/** Whether two columns have about as many different values, of about the same size. */
function isLike(a: Column, b: Column | undefined): boolean {
  const near = (x: number, y: number, factor: number): boolean =>
    x <= factor * y && y <= factor * x;
  return near(a.distinct, b?.distinct ?? 0, 3) && near(largestOf(a), largestOf(b), 10);
}

function largestOf(column: Column | undefined): number {
  return column?.numbers?.reduce((largest, number) => Math.max(largest, number)) ?? 0;
}

const LABELS: Readonly<Record<Role, string>> = { timestamp: 'time', value: 'rating' };

/** Lists or a table; `roles` are those of the columns after the first two. */
function unclear(delimiter: string, roles: readonly (Role | undefined)[]): TextLayout {
  const [third = roles[1] === 'timestamp' ? 'value' : 'timestamp', ...rest] = roles;
  const columns: Record<string, string> = { ...IDS, [third]: '3' };
  if (rest.length === 1) columns[third === 'timestamp' ? 'value' : 'timestamp'] = '4';
  const names = Object.keys(columns).map((role) => LABELS[role as Role] ?? role);
  return {
    kind: 'unclear',
    problem: `each line may be a user and a list of items, or the columns ${names.join(', ')}`,
    advice: [
      'choose lists with ',
      [setting('format', 's3rec')],
      ', or a table with ',
      tableSettings(delimiter, columns),
    ],
  };
}

function tableSettings(
  delimiter: string,
  columns: Readonly<Record<string, string>>,
): OptionSetting[] {
  return [
    setting('format', 'csv'),
    setting('delimiter', delimiter),
    setting('header', false),
    ...Object.entries(columns).map(([role, name]) => setting(`columns.${role}`, name)),
  ];
}

function needsNames(delimiter: string, width: number): TextLayout {
  return {
    kind: 'unclear',
    problem: `its ${width} columns have no names, and their values do not show which is which`,
    advice: [
      'name them by their places, e.g. ',
      tableSettings(delimiter, { ...IDS, ...(width > 2 && { timestamp: '3' }) }),
    ],
  };
}
