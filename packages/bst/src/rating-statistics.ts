import { type Biases, dampedBiases, type RatingData, type TrainingRatings } from '@org/ratings';

/**
 * What is known of users and items before a rating is given. Statistics of a user are of the ratings before the question
 * only; those of an item are of all ratings of training without the one in question.
 */
export class RatingStatistics {
  readonly biases: Biases;
  readonly #data: RatingData;
  /** [V + 1], the ratings of training of each item. */
  readonly #itemCounts: Float64Array;
  /** [events + 1], sums over all events before, of rating - mean - bias of the item. */
  readonly #sums: Float64Array;
  /** [events], 1 for a rating of training. */
  readonly #isTraining: Uint8Array;

  constructor(train: TrainingRatings) {
    const { data, events } = train;
    this.#data = data;
    this.biases = dampedBiases(train);
    this.#itemCounts = new Float64Array(data.itemCount + 1);
    this.#isTraining = new Uint8Array(data.items.length);
    for (const event of events) {
      const item = data.items[event] as number;
      this.#itemCounts[item] = (this.#itemCounts[item] as number) + 1;
      this.#isTraining[event] = 1;
    }
    this.#sums = new Float64Array(data.items.length + 1);
    for (let event = 0; event < data.items.length; event += 1) {
      this.#sums[event + 1] = (this.#sums[event] as number) + this.#residual(event);
    }
  }

  /** The mean of rating - mean - bias of the item over the events `from` to `end - 1`, damped. */
  userBias(from: number, end: number): number {
    const sum = (this.#sums[end] as number) - (this.#sums[from] as number);
    return sum / (USER_DAMPING + end - from);
  }

  /** The ratings of training of an item, without the event `own`, and their damped bias. */
  item(item: number, own: number | undefined): { readonly count: number; readonly bias: number } {
    const count = this.#itemCounts[item] as number;
    const bias = this.biases.items[item] as number;
    if (own === undefined || this.#isTraining[own] !== 1 || this.#data.items[own] !== item) {
      return { count, bias };
    }
    const { mean, users } = this.biases;
    const rest =
      (this.#data.values[own] as number) -
      mean -
      (users[this.#data.users[own] as number] as number);
    const sum = bias * (ITEM_DAMPING + count) - rest;
    return { count: count - 1, bias: sum / (ITEM_DAMPING + count - 1) };
  }

  #residual(event: number): number {
    const item = this.#data.items[event] as number;
    return (
      (this.#data.values[event] as number) - this.biases.mean - (this.biases.items[item] as number)
    );
  }
}

/** As the defaults of `dampedBiases`. */
const ITEM_DAMPING = 10;
/** Few ratings already say much about a user's level. */
const USER_DAMPING = 5;
