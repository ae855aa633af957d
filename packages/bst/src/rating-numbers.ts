import type { RatingQuestions } from '@org/ratings';
import type { NumberAttribute } from './attributes.js';
import type { RatingStatistics } from './rating-statistics.js';

/** Ratings that say how a user rates at the moment. */
const RECENT = 10;
const DAY = 86_400;
const YEAR = 365.25 * DAY;

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

const FIRST_STAGE_NAMES = ['score of the first stage', 'rank in the first stage'];

export interface RatingNumbersOptions {
  readonly statistics: RatingStatistics;
  /** Whether questions say what a first stage says. */
  readonly firstStage: boolean;
  readonly users: readonly NumberAttribute[];
  readonly items: readonly NumberAttribute[];
}

/** The continuous features of questions: statistics, times, and numeric attributes of users and items. */
export class RatingNumbers {
  readonly names: readonly string[];
  readonly #statistics: RatingStatistics;
  readonly #firstStage: boolean;
  readonly #users: readonly NumberAttribute[];
  readonly #items: readonly NumberAttribute[];

  constructor({ statistics, firstStage, users, items }: RatingNumbersOptions) {
    this.#statistics = statistics;
    this.#firstStage = firstStage;
    this.#users = users;
    this.#items = items;
    this.names = [
      ...STATISTIC_NAMES,
      ...(firstStage ? FIRST_STAGE_NAMES : []),
      ...users.map(({ name }) => `user ${name}`),
      ...items.map(({ name }) => `item ${name}`),
    ];
  }

  /**
   * Writes the numbers of a question into `out`; NaN where unknown.
   *
   * @param own the event that the question asks for, if its rating is in training: statistics of the item leave it out.
   */
  write(questions: RatingQuestions, q: number, own: number | undefined, out: Float64Array): void {
    const { offsets, times } = questions.data;
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
    if (this.#firstStage) {
      add(questions.firstStage?.shares[q] ?? Number.NaN);
      add(Math.log(questions.firstStage?.ranks[q] ?? Number.NaN));
    }
    for (const { values } of this.#users) add(values[user] as number);
    for (const { values } of this.#items) add(values[item] as number);
  }
}
