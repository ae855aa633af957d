import {
  type RatingData,
  type RatingQuestions,
  type RatingRange,
  ratingQuestions,
  ratingRange,
  type TrainingRatings,
} from '@org/ratings';
import { type Dataset, PAD } from '@org/seqrec-data';
import type { BatchArray } from '@org/step';
import { type Attributes, itemAttributes, userAttributes } from './attributes.js';
import type { BstOptions, BstSizes } from './definition.js';
import { RatingStatistics } from './rating-statistics.js';

/** The buckets of a number. */
const BUCKETS = 16;
/** More distinct ratings than this share classes. */
const MOST_RATING_CLASSES = 20;
/** A class for each doubling of seconds, up to 2³¹ s, and one for no time. */
const GAP_CLASSES = 33;
/** Ratings that say how a user rates at the moment. */
const RECENT = 10;
const DAY = 86_400;
const YEAR = 365.25 * DAY;

export interface BstFeaturesOptions extends Pick<BstOptions, 'maxLength' | 'numbers'> {
  /** float32 `[V + 1, P]` by item index: frozen vectors of the items' texts. */
  readonly texts?: { readonly size: number; readonly vectors: Float32Array };
}

/** The arrays of a batch by name; see `BstInputs`. */
export type FeatureArrays = Readonly<Record<string, BatchArray>>;

/**
 * Turns questions for ratings into the inputs of the network. Everything it knows, it learns from the ratings of
 * training, from the attributes of users and items, and from the history before each question.
 */
export class BstFeatures {
  readonly sizes: BstSizes;
  /** The mean rating of training; labels are differences from it. */
  readonly mean: number;
  readonly range: RatingRange;
  /** The names of the continuous features, in their order. */
  readonly numberNames: readonly string[];
  readonly #data: RatingData;
  readonly #options: BstFeaturesOptions;
  readonly #statistics: RatingStatistics;
  readonly #users: Attributes;
  readonly #items: Attributes;
  readonly #levels: Float64Array;
  /** Mean and deviation of each number, over examples of training. */
  readonly #scales: readonly { readonly mean: number; readonly deviation: number }[];
  /** The upper ends of the buckets of each number, ascending. */
  readonly #ends: readonly Float64Array[];
  /** The first row of each categorical feature in their common table. */
  readonly #firstRows: readonly number[];

  constructor(
    train: TrainingRatings,
    dataset: Pick<Dataset, 'users' | 'sequences' | 'catalogue'>,
    options: BstFeaturesOptions,
  ) {
    const { data, events } = train;
    this.#data = data;
    this.#options = options;
    this.#statistics = new RatingStatistics(train);
    this.mean = this.#statistics.biases.mean;
    this.range = ratingRange(train);
    this.#users = userAttributes(dataset);
    this.#items = itemAttributes(dataset);
    this.#levels = levelsOf(train);
    this.numberNames = [
      ...STATISTIC_NAMES,
      ...this.#users.numbers.map(({ name }) => `user ${name}`),
      ...this.#items.numbers.map(({ name }) => `item ${name}`),
    ];

    const sample = sampled(events, 20_000);
    const questions = ratingQuestions(data, sample);
    const columns = this.numberNames.map(() => new Float64Array(sample.length));
    const row = new Float64Array(this.numberNames.length);
    for (const [q, event] of sample.entries()) {
      this.#writeNumbers(questions, q, event, row);
      for (const [n, column] of columns.entries()) column[q] = row[n] as number;
    }
    this.#scales = columns.map(scaleOf);
    this.#ends = columns.map(bucketEnds);

    const buckets = options.numbers === 'concatenate' ? [] : this.#ends.map(() => BUCKETS + 1);
    const classCounts = [
      ...[...this.#users.classes, ...this.#items.classes].map(({ values }) => values.length + 1),
      ...buckets,
    ];
    let rows = 0;
    this.#firstRows = classCounts.map((count) => {
      rows += count;
      return rows - count;
    });
    this.sizes = {
      itemCount: data.itemCount,
      userCount: data.userIds.length,
      ratingClasses: this.#levels.length + 1,
      gapClasses: GAP_CLASSES,
      featureColumns: classCounts.length,
      featureRows: Math.max(1, rows),
      setClasses: this.#items.sets.values.length,
      numberCount: this.numberNames.length,
      textSize: options.texts?.size ?? 0,
    };
  }

  /**
   * The inputs for the questions `from` to `from + rows - 1`.
   *
   * @param events the events that the questions ask for, when their ratings are in training: the statistics of an item
   * then leave out the rating itself.
   */
  encode(
    questions: RatingQuestions,
    from: number,
    rows: number,
    events?: Int32Array,
  ): FeatureArrays {
    const { maxLength: time, texts } = this.#options;
    const { featureColumns, setClasses, numberCount, textSize } = this.sizes;
    const items = new Int32Array(rows * time).fill(PAD);
    const ratings = new Int32Array(rows * time);
    const gaps = new Int32Array(rows * time);
    const users = new Int32Array(rows);
    const targets = new Int32Array(rows);
    const classes = new Int32Array(rows * featureColumns);
    const sets = new Float32Array(rows * setClasses);
    const numbers = new Float32Array(rows * numberCount);
    const textRows = new Float32Array(rows * textSize);
    const raw = new Float64Array(numberCount);
    for (let r = 0; r < rows; r += 1) {
      const q = from + r;
      const user = questions.users[q] as number;
      const item = questions.items[q] as number;
      this.#writeHistory(questions, q, r * time, { items, ratings, gaps });
      users[r] = user + 1;
      targets[r] = item;
      this.#writeNumbers(questions, q, events?.[q], raw);
      this.#writeClasses(user, item, raw, classes.subarray(r * featureColumns));
      for (const member of this.#items.sets.members[item] ?? []) sets[r * setClasses + member] = 1;
      for (let n = 0; n < numberCount; n += 1) numbers[r * numberCount + n] = this.#scaled(n, raw);
      if (texts !== undefined) {
        textRows.set(texts.vectors.subarray(item * textSize, (item + 1) * textSize), r * textSize);
      }
    }
    const shaped = (data: Int32Array | Float32Array, columns: number): BatchArray => ({
      data,
      shape: [rows, columns],
    });
    return {
      items: shaped(items, time),
      ratings: shaped(ratings, time),
      gaps: shaped(gaps, time),
      positions: shaped(new Int32Array(rows).fill(time - 1), 1),
      users: shaped(users, 1),
      targets: shaped(targets, 1),
      ...(featureColumns > 0 && { classes: shaped(classes, featureColumns) }),
      ...(setClasses > 0 && { sets: shaped(sets, setClasses) }),
      numbers: shaped(numbers, numberCount),
      ...(textSize > 0 && { texts: shaped(textRows, textSize) }),
    };
  }

  #writeHistory(
    { users, items: asked, ends, times }: RatingQuestions,
    q: number,
    at: number,
    out: { readonly items: Int32Array; readonly ratings: Int32Array; readonly gaps: Int32Array },
  ): void {
    const { maxLength } = this.#options;
    const { offsets, items, values, times: eventTimes } = this.#data;
    const last = at + maxLength - 1;
    out.items[last] = asked[q] as number;
    const end = ends[q] as number;
    const start = Math.max(offsets[users[q] as number] as number, end - (maxLength - 1));
    for (let event = start; event < end; event += 1) {
      const slot = last - (end - event);
      out.items[slot] = items[event] as number;
      out.ratings[slot] = this.#ratingClass(values[event] as number);
      out.gaps[slot] = gapClass((times?.[q] ?? Number.NaN) - (eventTimes?.[event] ?? Number.NaN));
    }
  }

  #ratingClass(value: number): number {
    let nearest = 0;
    for (let level = 1; level < this.#levels.length; level += 1) {
      const distance = Math.abs((this.#levels[level] as number) - value);
      if (distance < Math.abs((this.#levels[nearest] as number) - value)) nearest = level;
    }
    return nearest + 1;
  }

  #writeClasses(user: number, item: number, raw: Float64Array, out: Int32Array): void {
    let column = 0;
    const add = (value: number) => {
      out[column] = (this.#firstRows[column] as number) + value;
      column += 1;
    };
    for (const { classes } of this.#users.classes) add(classes[user] as number);
    for (const { classes } of this.#items.classes) add(classes[item] as number);
    if (this.#options.numbers === 'concatenate') return;
    for (const [n, ends] of this.#ends.entries()) add(bucketOf(raw[n] as number, ends));
  }

  /** The numbers of a question, before scaling; NaN where unknown. */
  #writeNumbers(
    questions: RatingQuestions,
    q: number,
    own: number | undefined,
    out: Float64Array,
  ): void {
    const { offsets, times } = this.#data;
    const user = questions.users[q] as number;
    const item = questions.items[q] as number;
    const end = questions.ends[q] as number;
    const first = offsets[user] as number;
    const now = questions.times?.[q] ?? Number.NaN;
    const timeOf = (event: number) =>
      event < first || times === undefined ? Number.NaN : (times[event] as number);
    const { count, bias } = this.#statistics.item(item, own);
    const longTerm = this.#statistics.userBias(first, end);
    const recent = this.#statistics.userBias(Math.max(first, end - RECENT), end);
    let n = 0;
    const add = (value: number) => {
      out[n] = value;
      n += 1;
    };
    // In the order of STATISTIC_NAMES.
    add(bias);
    add(longTerm);
    add(bias + longTerm);
    add(recent);
    add(Math.log1p(count));
    add(Math.log1p(end - first));
    add(Math.log1p(Math.max(0, now - timeOf(end - 1))));
    add(end === first ? Number.NaN : Math.log1p(Math.max(0, now - timeOf(first)) / DAY));
    add(now / YEAR);
    for (const { values } of this.#users.numbers) add(values[user] as number);
    for (const { values } of this.#items.numbers) add(values[item] as number);
  }

  #scaled(n: number, raw: Float64Array): number {
    const { mean, deviation } = this.#scales[n] as { mean: number; deviation: number };
    const value = raw[n] as number;
    // The mean stands for an unknown number; extreme values stay within the range that training met.
    return Number.isNaN(value) ? 0 : Math.min(4, Math.max(-4, (value - mean) / deviation));
  }
}

const STATISTIC_NAMES = [
  'bias of the item',
  'bias of the user',
  'bias of both',
  'bias of the user of late',
  'ratings of the item',
  'ratings of the user',
  'time since the last rating',
  'time since the first rating',
  'time',
];

function gapClass(seconds: number): number {
  if (!(seconds >= 0)) return 0;
  return Math.min(GAP_CLASSES - 1, 1 + Math.floor(Math.log2(1 + seconds)));
}

/** The distinct ratings of training, ascending; of many, some that are evenly spread. */
function levelsOf({ data, events }: TrainingRatings): Float64Array {
  const distinct = Float64Array.from(
    new Set(Array.from(events, (event) => data.values[event] as number)),
  ).sort();
  if (distinct.length <= MOST_RATING_CLASSES) return distinct;
  const last = distinct.length - 1;
  return Float64Array.from(
    { length: MOST_RATING_CLASSES },
    (_, i) => distinct[Math.round((i * last) / (MOST_RATING_CLASSES - 1))] as number,
  );
}

/** At most `most` events, evenly spread. */
function sampled(events: Int32Array, most: number): Int32Array {
  const step = Math.max(1, events.length / most);
  return Int32Array.from(
    { length: Math.min(most, events.length) },
    (_, i) => events[Math.floor(i * step)] as number,
  );
}

function scaleOf(column: Float64Array): { readonly mean: number; readonly deviation: number } {
  const known = column.filter((value) => !Number.isNaN(value));
  if (known.length === 0) return { mean: 0, deviation: 1 };
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length;
  return { mean, deviation: Math.sqrt(variance) || 1 };
}

function bucketEnds(column: Float64Array): Float64Array {
  const known = column.filter((value) => !Number.isNaN(value)).sort();
  if (known.length === 0) return new Float64Array(BUCKETS - 1);
  return Float64Array.from(
    { length: BUCKETS - 1 },
    (_, i) => known[Math.floor(((i + 1) * known.length) / BUCKETS)] as number,
  );
}

/** 0 for an unknown number, else 1 + the number of ends at or below it. */
function bucketOf(value: number, ends: Float64Array): number {
  if (Number.isNaN(value)) return 0;
  let bucket = 1;
  for (const end of ends) if (value >= end) bucket += 1;
  return bucket;
}
