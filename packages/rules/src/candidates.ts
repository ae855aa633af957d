import type { ItemBias } from './item-bias.js';
import { withoutLeftOut } from './item-bias.js';
import type { Ranked } from './ranked.js';

export interface CandidatesOptions {
  readonly bias: ItemBias | undefined;
  /** See `ApplyRulesOptions`. */
  readonly rank: (bias: ItemBias | undefined, count: number) => Promise<Ranked>;
  /** How many are ranked first, and at the most. */
  readonly count: number;
  readonly max: number;
  /** Called with each later ranking before it is used. */
  readonly onMore?: ((ranked: Ranked) => Promise<void>) | undefined;
}

/** Each ranking scores all items again, so that few large ones cost less than many. */
const GROWTH = 4;

/** The best items of a bias, as many as were needed so far, without those that are left out. */
export class Candidates {
  readonly #options: CandidatesOptions;
  #count: number;
  #ranked: Ranked;
  #complete: boolean;

  private constructor(options: CandidatesOptions, { ranked, complete }: Ranking) {
    this.#options = options;
    this.#count = options.count;
    this.#ranked = ranked;
    this.#complete = complete;
  }

  static async of(options: CandidatesOptions): Promise<Candidates> {
    return new Candidates(options, await rankBest(options, options.count));
  }

  /** Best first. */
  get ranked(): Ranked {
    return this.#ranked;
  }

  /** Ranks four times as many. Returns false if all items are ranked already, or `max` of them. */
  async more(): Promise<boolean> {
    const { max, onMore } = this.#options;
    if (this.#complete || this.#count >= max) return false;
    this.#count = Math.min(max, GROWTH * this.#count);
    const { ranked, complete } = await rankBest(this.#options, this.#count);
    await onMore?.(ranked);
    this.#ranked = ranked;
    this.#complete = complete;
    return true;
  }
}

interface Ranking {
  readonly ranked: Ranked;
  /** Whether these are all items that the bias does not leave out. */
  readonly complete: boolean;
}

async function rankBest({ bias, rank }: CandidatesOptions, count: number): Promise<Ranking> {
  const all = await rank(bias, count);
  const ranked = withoutLeftOut(all);
  const complete = ranked.indices.length < all.indices.length || all.indices.length < count;
  return { ranked, complete };
}
