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
import { GAP_CLASSES, gapClass } from './gap-classes.js';
import { NUMBER_CLASSES, NumberScale } from './number-scale.js';
import { RatingLevels } from './rating-levels.js';
import { RatingNumbers } from './rating-numbers.js';

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
  readonly #data: RatingData;
  readonly #options: BstFeaturesOptions;
  readonly #users: Attributes;
  readonly #items: Attributes;
  readonly #levels: RatingLevels;
  readonly #numbers: RatingNumbers;
  /** One for each number. */
  readonly #scales: readonly NumberScale[];
  /** The first row of each categorical feature in their common table. */
  readonly #firstRows: readonly number[];

  constructor(
    train: TrainingRatings,
    dataset: Pick<Dataset, 'users' | 'sequences' | 'catalogue'>,
    options: BstFeaturesOptions,
  ) {
    const { data } = train;
    this.#data = data;
    this.#options = options;
    this.range = ratingRange(train);
    this.#users = userAttributes(dataset);
    this.#items = itemAttributes(dataset);
    this.#levels = new RatingLevels(train);
    this.#numbers = new RatingNumbers({
      train,
      users: this.#users.numbers,
      items: this.#items.numbers,
    });
    this.mean = this.#numbers.mean;
    this.#scales = this.#scalesOf(train);

    const buckets = options.numbers === 'concatenate' ? [] : this.#scales.map(() => NUMBER_CLASSES);
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
      ratingClasses: this.#levels.count,
      gapClasses: GAP_CLASSES,
      featureColumns: classCounts.length,
      featureRows: Math.max(1, rows),
      setClasses: this.#items.sets.values.length,
      numberCount: this.#scales.length,
      textSize: options.texts?.size ?? 0,
    };
  }

  /** The names of the continuous features, in their order. */
  get numberNames(): readonly string[] {
    return this.#numbers.names;
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
      this.#numbers.write(questions, q, events?.[q], raw);
      this.#writeClasses({ user, item, raw }, r * featureColumns, classes);
      for (const member of this.#items.sets.members[item] ?? []) sets[r * setClasses + member] = 1;
      for (let n = 0; n < numberCount; n += 1) {
        numbers[r * numberCount + n] = (this.#scales[n] as NumberScale).scaled(raw[n] as number);
      }
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
      out.ratings[slot] = this.#levels.classOf(values[event] as number);
      out.gaps[slot] = gapClass((times?.[q] ?? Number.NaN) - (eventTimes?.[event] ?? Number.NaN));
    }
  }

  #writeClasses(
    {
      user,
      item,
      raw,
    }: { readonly user: number; readonly item: number; readonly raw: Float64Array },
    at: number,
    out: Int32Array,
  ): void {
    let column = 0;
    const add = (value: number) => {
      out[at + column] = (this.#firstRows[column] as number) + value;
      column += 1;
    };
    for (const { classes } of this.#users.classes) add(classes[user] as number);
    for (const { classes } of this.#items.classes) add(classes[item] as number);
    if (this.#options.numbers === 'concatenate') return;
    for (let n = 0; n < this.#scales.length; n += 1) {
      add((this.#scales[n] as NumberScale).classOf(raw[n] as number));
    }
  }

  #scalesOf({ data, events }: TrainingRatings): readonly NumberScale[] {
    const sample = sampled(events, 20_000);
    const questions = ratingQuestions(data, sample);
    const columns = this.#numbers.names.map(() => new Float64Array(sample.length));
    const row = new Float64Array(columns.length);
    for (const [q, event] of sample.entries()) {
      this.#numbers.write(questions, q, event, row);
      for (const [n, column] of columns.entries()) column[q] = row[n] as number;
    }
    return columns.map((column) => new NumberScale(column));
  }
}

/** At most `most` events, evenly spread. */
function sampled(events: Int32Array, most: number): Int32Array {
  const step = Math.max(1, events.length / most);
  return Int32Array.from(
    { length: Math.min(most, events.length) },
    (_, i) => events[Math.floor(i * step)] as number,
  );
}
