import {
  type RatingData,
  type RatingQuestions,
  type RatingRange,
  ratingQuestions,
  ratingRange,
  type TrainingRatings,
} from '@org/ratings';
import { type Catalogue, type Dataset, type ExternalId, PAD } from '@org/seqrec-data';
import type { BatchArray } from '@org/step';
import {
  type Attributes,
  type AttributeVocabulary,
  attributeColumns,
  attributeVocabulary,
  itemValues,
  userValues,
} from './attributes.js';
import type { BstOptions, BstSizes } from './definition.js';
import { GAP_CLASSES, gapClass } from './gap-classes.js';
import {
  NUMBER_CLASSES,
  NumberScale,
  type NumberStatistics,
  numberStatistics,
} from './number-scale.js';
import { audienceData, type RatingUser } from './rating-audience.js';
import { RatingLevels, ratingLevels } from './rating-levels.js';
import { RatingNumbers } from './rating-numbers.js';
import { type ItemStatistics, RatingStatistics } from './rating-statistics.js';

export interface BstFeaturesOptions extends Pick<BstOptions, 'maxLength' | 'numbers'> {
  /** float32 `[V + 1, P]` by item index: frozen vectors of the items' texts. */
  readonly texts?: { readonly size: number; readonly vectors: Float32Array };
  /** Whether to read what a first stage says of the items in question. Default false. */
  readonly firstStage?: boolean;
}

export interface FitFeaturesOptions {
  /**
   * False if nothing but the history of a user is known when the model is used: then users have neither embeddings of
   * their own nor attributes. Default true.
   */
  readonly knownUsers?: boolean;
  /**
   * Questions like those that the model will answer, from which the scales of numbers are learned. Default: ratings of
   * training.
   */
  readonly questions?: RatingQuestions;
}

/** The arrays of a batch by name; see `BstInputs`. */
export type FeatureArrays = Readonly<Record<string, BatchArray>>;

/** What features know of the ratings of training, which they need to read other ratings. */
export interface LearnedFeatures {
  readonly options: BstFeaturesOptions;
  readonly range: RatingRange;
  readonly statistics: ItemStatistics;
  /** The levels of ratings, ascending. */
  readonly levels: Float64Array;
  /** One for each continuous feature. */
  readonly scales: readonly NumberStatistics[];
  /** 1 + the row of each user of training. */
  readonly userRows: ReadonlyMap<ExternalId, number>;
  readonly userVocabulary: AttributeVocabulary;
}

/** The users that the questions are about. */
interface Audience {
  readonly data: RatingData;
  readonly statistics: RatingStatistics;
  readonly attributes: Attributes;
  /** [users], 1 + the row of each user in training; 0 for a user that training lacks. */
  readonly rows: Int32Array;
}

/**
 * Turns questions for ratings into the inputs of the network. Everything it knows, it learns from the ratings of
 * training, from the attributes of users and items, and from the history before each question.
 */
export class BstFeatures {
  readonly sizes: BstSizes;
  readonly learned: LearnedFeatures;
  /** The ratings of the users that questions are about. */
  readonly data: RatingData;
  readonly #audience: Audience;
  readonly #items: Attributes;
  readonly #levels: RatingLevels;
  readonly #numbers: RatingNumbers;
  /** One for each number. */
  readonly #scales: readonly NumberScale[];
  /** The first row of each categorical feature in their common table. */
  readonly #firstRows: readonly number[];

  private constructor(learned: LearnedFeatures, items: Attributes, audience: Audience) {
    const { options, userVocabulary, statistics, userRows } = learned;
    this.learned = learned;
    this.data = audience.data;
    this.#audience = audience;
    this.#items = items;
    this.#levels = new RatingLevels(learned.levels);
    this.#numbers = new RatingNumbers({
      statistics: audience.statistics,
      firstStage: options.firstStage === true,
      users: audience.attributes.numbers,
      items: items.numbers,
    });
    this.#scales = learned.scales.map((scale) => new NumberScale(scale));

    const buckets = options.numbers === 'concatenate' ? [] : this.#scales.map(() => NUMBER_CLASSES);
    const classCounts = [
      ...[...userVocabulary.classes, ...items.classes].map(({ values }) => values.length + 1),
      ...buckets,
    ];
    let rows = 0;
    this.#firstRows = classCounts.map((count) => {
      rows += count;
      return rows - count;
    });
    this.sizes = {
      itemCount: statistics.biases.length - 1,
      userCount: userRows.size,
      ratingClasses: this.#levels.count,
      gapClasses: GAP_CLASSES,
      featureColumns: classCounts.length,
      featureRows: Math.max(1, rows),
      setClasses: items.sets.values.length,
      numberCount: this.#scales.length,
      textSize: options.texts?.size ?? 0,
    };
  }

  /** Learns from the ratings of training and the attributes of all users and items. Questions are about these users. */
  static fit(
    train: TrainingRatings,
    dataset: Pick<Dataset, 'users' | 'sequences' | 'catalogue'>,
    options: BstFeaturesOptions,
    { knownUsers = true, questions = sampledQuestions(train) }: FitFeaturesOptions = {},
  ): BstFeatures {
    const { data } = train;
    const statistics = RatingStatistics.learn(train);
    const values = knownUsers ? userValues(dataset) : data.userIds.map(() => ({}));
    const userVocabulary = attributeVocabulary(values);
    const attributes = attributeColumns(values, userVocabulary);
    const items = itemAttributes(dataset.catalogue);
    const numbers = new RatingNumbers({
      statistics,
      firstStage: options.firstStage === true,
      users: attributes.numbers,
      items: items.numbers,
    });
    const learned: LearnedFeatures = {
      options,
      range: ratingRange(train),
      statistics: statistics.items,
      levels: ratingLevels(train),
      scales: scalesOf(questions, numbers),
      userRows: new Map(knownUsers ? data.userIds.map((id, row) => [id, row + 1]) : []),
      userVocabulary,
    };
    const rows = Int32Array.from(data.userIds, (_, row) => (knownUsers ? row + 1 : 0));
    return new BstFeatures(learned, items, { data, statistics, attributes, rows });
  }

  /** What was learned once, read again; nobody asks yet. */
  static restore(learned: LearnedFeatures, catalogue: Catalogue): BstFeatures {
    return new BstFeatures(learned, itemAttributes(catalogue), audienceOf(learned, []));
  }

  /** The same features for questions about other users, who are the rows of the new `data` in order. */
  of(users: readonly RatingUser[]): BstFeatures {
    return new BstFeatures(this.learned, this.#items, audienceOf(this.learned, users));
  }

  /** The mean rating of training; labels are differences from it. */
  get mean(): number {
    return this.learned.statistics.mean;
  }

  /** The range of the ratings of training. */
  get range(): RatingRange {
    return this.learned.range;
  }

  /** The names of the continuous features, in their order. */
  get numberNames(): readonly string[] {
    return this.#numbers.names;
  }

  /**
   * The inputs for the questions `from` to `from + rows - 1`, which are about users of `data`.
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
    const { maxLength: time, texts } = this.learned.options;
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
      users[r] = this.#audience.rows[user] as number;
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
    { users, items: targets, ends, times }: RatingQuestions,
    q: number,
    at: number,
    out: { readonly items: Int32Array; readonly ratings: Int32Array; readonly gaps: Int32Array },
  ): void {
    const { maxLength } = this.learned.options;
    const { offsets, items, values, times: eventTimes } = this.data;
    const last = at + maxLength - 1;
    out.items[last] = targets[q] as number;
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
    for (const { classes } of this.#audience.attributes.classes) add(classes[user] as number);
    for (const { classes } of this.#items.classes) add(classes[item] as number);
    if (this.learned.options.numbers === 'concatenate') return;
    for (let n = 0; n < this.#scales.length; n += 1) {
      add((this.#scales[n] as NumberScale).classOf(raw[n] as number));
    }
  }
}

function itemAttributes(catalogue: Catalogue): Attributes {
  const values = itemValues({ catalogue });
  return attributeColumns(values, attributeVocabulary(values));
}

function audienceOf(
  { statistics, userRows, userVocabulary }: LearnedFeatures,
  users: readonly RatingUser[],
): Audience {
  const data = audienceData(users, statistics.biases.length - 1);
  return {
    data,
    statistics: new RatingStatistics(data, statistics),
    attributes: attributeColumns(
      users.map(({ attributes = {} }) => attributes),
      userVocabulary,
    ),
    rows: Int32Array.from(users, ({ id }) => (id === undefined ? 0 : (userRows.get(id) ?? 0))),
  };
}

function sampledQuestions({ data, events }: TrainingRatings): RatingQuestions {
  return ratingQuestions(data, sampled(events, 20_000));
}

function scalesOf(questions: RatingQuestions, numbers: RatingNumbers): readonly NumberStatistics[] {
  const count = questions.items.length;
  const columns = numbers.names.map(() => new Float64Array(count));
  const row = new Float64Array(columns.length);
  for (let q = 0; q < count; q += 1) {
    // A question ends before its own event.
    numbers.write(questions, q, questions.ends[q], row);
    for (const [n, column] of columns.entries()) column[q] = row[n] as number;
  }
  return columns.map(numberStatistics);
}

/** At most `most` events, evenly spread. */
function sampled(events: Int32Array, most: number): Int32Array {
  const step = Math.max(1, events.length / most);
  return Int32Array.from(
    { length: Math.min(most, events.length) },
    (_, i) => events[Math.floor(i * step)] as number,
  );
}
