import { SeqrecDataError } from '../error.js';
import type { ItemDetails } from '../sources/source.js';
import { type ItemFeatureKind, itemFeatureKinds } from './item-feature-kinds.js';

/** A feature of items, as it was fitted: how many columns it has, and what they mean. Plain JSON. */
export type ItemFeature =
  | {
      readonly attribute: string;
      readonly kind: 'category' | 'categories';
      /** The value of each column. */
      readonly values: readonly string[];
    }
  | {
      readonly attribute: string;
      readonly kind: 'number';
      readonly mean: number;
      readonly deviation: number;
    }
  | {
      readonly attribute: string;
      readonly kind: 'buckets';
      /** The first number of each bucket but the first one, rising. */
      readonly bounds: readonly number[];
    };

export interface FitItemFeaturesOptions {
  /**
   * Training counts by the place of the item, as many as items. Only items with a count above 0 are looked at. Default: all
   * items are.
   */
  readonly counts?: ArrayLike<number> | undefined;
  /** The most values of a category that get a column: those that most items have. Default 1000. */
  readonly maxValues?: number | undefined;
}

type Details = Pick<ItemDetails, 'id' | 'attributes'>;

/** Each item has a number for each column, so an attribute with a value for each item would take the square of them. */
const MAX_VALUES = 1000;

/** 1 GiB of float32. */
const MAX_CELLS = 2 ** 28;

/** Numbers further from the mean count as this many standard deviations, so that one price of a million moves little. */
const FURTHEST = 5;

const BUCKETS = 10;

/**
 * Learns the columns of features from items. A feature is an attribute, with the kind after a colon: `year:number`.
 * Without a kind, numbers become a `number`, and texts and lists a `category`.
 *
 * @example
 * fitItemFeatures([{ id: 1, attributes: { genres: ['Crime', 'Action'], year: 1995 } }], ['genres', 'year:buckets']);
 *
 * @throws SeqrecDataError `invalid-option` for an attribute that no item has, or numbers that are none.
 */
export function fitItemFeatures(
  items: readonly Details[],
  names: readonly string[],
  { counts, maxValues = MAX_VALUES }: FitItemFeaturesOptions = {},
): readonly ItemFeature[] {
  const known = counts === undefined ? items : items.filter((_, place) => (counts[place] ?? 0) > 0);
  const requests = names.map(requestOf);
  const twice = requests.find(
    ({ attribute }, place) => requests.findIndex((r) => r.attribute === attribute) !== place,
  );
  if (twice !== undefined) throw invalid(`the feature ${twice.attribute} is named twice`);
  return requests.map((request) => fitted(request, known, maxValues));
}

function fitted(
  { attribute, kind }: Request,
  items: readonly Details[],
  maxValues: number,
): ItemFeature {
  const having = items.filter(({ attributes }) => attributes?.[attribute] !== undefined);
  if (having.length === 0) throw invalid(missing(attribute, items));
  const used = kind ?? usualKind(attribute, having);
  switch (used) {
    case 'category':
    case 'categories': {
      const values = valuesOf(having, { attribute, kind: used }, maxValues);
      if (values.length > 0) return { attribute, kind: used, values };
      throw invalid(`no item has a value in the attribute ${attribute}`);
    }
    case 'number':
      return { attribute, kind: used, ...momentsOf(numbersOf(attribute, having)) };
    case 'buckets':
      return { attribute, kind: used, bounds: boundsOf(numbersOf(attribute, having)) };
  }
}

interface Request {
  readonly attribute: string;
  readonly kind?: ItemFeatureKind;
}

function requestOf(name: string): Request {
  const colon = name.lastIndexOf(':');
  const kind = name.slice(colon + 1);
  if (colon <= 0 || !Object.hasOwn(itemFeatureKinds, kind)) return { attribute: name };
  return { attribute: name.slice(0, colon), kind: kind as ItemFeatureKind };
}

function missing(attribute: string, items: readonly Details[]): string {
  const names = new Set(items.flatMap(({ attributes = {} }) => Object.keys(attributes)));
  const known = names.size === 0 ? 'no attributes' : `the attributes ${[...names].join(', ')}`;
  return `no item has the attribute ${attribute}: the items have ${known}`;
}

function usualKind(attribute: string, items: readonly Details[]): ItemFeatureKind {
  const areNumbers = items.every(({ attributes }) => typeof attributes?.[attribute] === 'number');
  return areNumbers ? 'number' : 'category';
}

/** The values that items have, those of most items first, then in the order of their texts. */
function valuesOf(
  items: readonly Details[],
  { attribute, kind }: Required<Request>,
  maxValues: number,
): readonly string[] {
  const counts = new Map<string, number>();
  for (const { attributes } of items) {
    for (const value of categoriesOf(attributes?.[attribute], kind === 'categories')) {
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  return [...counts]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, maxValues)
    .map(([value]) => value);
}

type Value = NonNullable<ItemDetails['attributes']>[string] | undefined;

/** The values of an attribute, each once. */
function categoriesOf(value: Value, cut: boolean): ReadonlySet<string> {
  const texts = typeof value === 'object' ? value : [String(value ?? '')];
  const parts = cut ? texts.flatMap((text) => text.split(/[|,;]/)) : texts;
  return new Set(parts.map((part) => part.trim()).filter((part) => part !== ''));
}

function numbersOf(attribute: string, items: readonly Details[]): readonly number[] {
  return items.map(({ id, attributes }) => {
    const value = attributes?.[attribute];
    const number = numberOf(value);
    if (number !== undefined) return number;
    throw invalid(
      `${attribute} of item ${id} is not a number: ${JSON.stringify(value)}; give its values columns with ${attribute}:category`,
    );
  });
}

/** The finite number that a value is or spells; undefined if there is none. */
function numberOf(value: Value): number | undefined {
  const number =
    typeof value === 'string' && value.trim() !== '' ? Number(value) : (value as unknown);
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function momentsOf(numbers: readonly number[]): {
  readonly mean: number;
  readonly deviation: number;
} {
  const meanOf = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value / values.length, 0);
  const mean = meanOf(numbers);
  const deviation = Math.sqrt(meanOf(numbers.map((number) => (number - mean) ** 2)));
  // Equal numbers say nothing; their column is zeros.
  return { mean, deviation: Number.isFinite(deviation) && deviation > 0 ? deviation : 1 };
}

/** The tenths of the numbers, each bound once. */
function boundsOf(numbers: readonly number[]): readonly number[] {
  const sorted = Float64Array.from(numbers).sort();
  const bounds = Array.from(
    { length: BUCKETS - 1 },
    (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / BUCKETS)] as number,
  );
  return [...new Set(bounds)].filter((bound) => bound !== sorted[0]);
}

/** F, the columns of features. */
export function itemFeatureColumns(features: readonly ItemFeature[]): number {
  return features.reduce((sum, feature) => sum + widthOf(feature), 0);
}

function widthOf(feature: ItemFeature): number {
  switch (feature.kind) {
    case 'category':
    case 'categories':
      return feature.values.length;
    case 'number':
      return 1;
    case 'buckets':
      return feature.bounds.length + 1;
  }
}

/**
 * The features of items, float32 `[N, F]`. A value that no column has counts as none. An item without a value has zeros in
 * the columns of the feature: no category, or the mean number.
 *
 * @throws SeqrecDataError `invalid-option` for numbers that are none, or more values than 1 GiB holds.
 */
export function encodeItemFeatures(
  features: readonly ItemFeature[],
  items: readonly Details[],
): Float32Array {
  const columns = itemFeatureColumns(features);
  if (items.length * columns > MAX_CELLS) {
    throw invalid(
      `features of ${columns} columns for ${items.length} items have more than ${MAX_CELLS} values: leave out an attribute with many values`,
    );
  }
  const encoded = new Float32Array(items.length * columns);
  let first = 0;
  for (const feature of features) {
    const write = writerOf(feature);
    items.forEach((item, place) => {
      if (item.attributes?.[feature.attribute] !== undefined) {
        write(item, encoded.subarray(place * columns + first));
      }
    });
    first += widthOf(feature);
  }
  return encoded;
}

/** Writes the columns of a feature of one item to the start of its row. */
function writerOf(feature: ItemFeature): (item: Details, row: Float32Array) => void {
  const { attribute } = feature;
  const read = (item: Details) => numbersOf(attribute, [item])[0] as number;
  switch (feature.kind) {
    case 'category':
    case 'categories': {
      const columns = new Map(feature.values.map((value, column) => [value, column]));
      const cut = feature.kind === 'categories';
      return ({ attributes }, row) => {
        const values = [...categoriesOf(attributes?.[attribute], cut)];
        const present = values.flatMap((value) => columns.get(value) ?? []);
        for (const column of present) row[column] = 1 / present.length;
      };
    }
    case 'number':
      return (item, row) => {
        const scaled = (read(item) - feature.mean) / feature.deviation;
        row[0] = Math.max(-FURTHEST, Math.min(FURTHEST, scaled));
      };
    case 'buckets':
      return (item, row) => {
        const number = read(item);
        row[feature.bounds.filter((bound) => number >= bound).length] = 1;
      };
  }
}

function invalid(message: string): SeqrecDataError {
  return new SeqrecDataError('invalid-option', message);
}
