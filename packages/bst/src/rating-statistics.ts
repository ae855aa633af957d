import { dampedBiases, type RatingData, type TrainingRatings } from '@org/ratings';

/** What training knows of the ratings of items. */
export interface ItemStatistics {
  /** The mean rating of training. */
  readonly mean: number;
  /** [V + 1], the damped bias of each item. */
  readonly biases: Float64Array;
  /** [V + 1], the ratings of training of each item. */
  readonly counts: Float64Array;
}

/** What only the ratings of training have: the biases of their users, and which they are. */
interface OwnStatistics {
  /** [users], by row. */
  readonly userBiases: Float64Array;
  /** [events], 1 for a rating of training. */
  readonly isTraining: Uint8Array;
}

/**
 * What is known of users and items before a rating is given. Statistics of a user are of the ratings before the question
 * only; those of an item are of all ratings of training without the one in question.
 */
export class RatingStatistics {
  readonly items: ItemStatistics;
  readonly #data: RatingData;
  /** [events + 1], sums over all events before, of rating - mean - bias of the item. */
  readonly #sums: Float64Array;
  readonly #own: OwnStatistics | undefined;

  /** @param own if the ratings of training are in the data. */
  constructor(data: RatingData, items: ItemStatistics, own?: OwnStatistics) {
    this.#data = data;
    this.items = items;
    this.#own = own;
    this.#sums = new Float64Array(data.items.length + 1);
    for (let event = 0; event < data.items.length; event += 1) {
      this.#sums[event + 1] = (this.#sums[event] as number) + this.#residual(event);
    }
  }

  /** The statistics of the ratings of training, which are also those that the items keep. */
  static learn(train: TrainingRatings): RatingStatistics {
    const { data, events } = train;
    const { mean, users: userBiases, items: biases } = dampedBiases(train);
    const counts = new Float64Array(data.itemCount + 1);
    const isTraining = new Uint8Array(data.items.length);
    for (const event of events) {
      const item = data.items[event] as number;
      counts[item] = (counts[item] as number) + 1;
      isTraining[event] = 1;
    }
    return new RatingStatistics(data, { mean, biases, counts }, { userBiases, isTraining });
  }

  /** The mean of rating - mean - bias of the item over the events `from` to `end - 1`, damped. */
  userBias(from: number, end: number): number {
    const sum = (this.#sums[end] as number) - (this.#sums[from] as number);
    return sum / (USER_DAMPING + end - from);
  }

  /** The ratings of training of an item, without the event `own`, and their damped bias. */
  item(item: number, own: number | undefined): { readonly count: number; readonly bias: number } {
    const count = this.items.counts[item] as number;
    const bias = this.items.biases[item] as number;
    const data = this.#data;
    if (own === undefined || this.#own?.isTraining[own] !== 1 || data.items[own] !== item) {
      return { count, bias };
    }
    const rest =
      (data.values[own] as number) -
      this.items.mean -
      (this.#own.userBiases[data.users[own] as number] as number);
    const sum = bias * (ITEM_DAMPING + count) - rest;
    return { count: count - 1, bias: sum / (ITEM_DAMPING + count - 1) };
  }

  #residual(event: number): number {
    const item = this.#data.items[event] as number;
    return (
      (this.#data.values[event] as number) - this.items.mean - (this.items.biases[item] as number)
    );
  }
}

/** As the defaults of `dampedBiases`. */
const ITEM_DAMPING = 10;
/** Few ratings already say much about a user's level. */
const USER_DAMPING = 5;
