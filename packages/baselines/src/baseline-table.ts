// A namespace, of which bundlers keep what is used: `{ z }` brings all of zod, 455 KB, into a page.
import * as z from 'zod';
import type { FitCost, FitSize } from './baseline-cost.js';
import type { EaseOptions } from './ease.js';
import type { Fit } from './fit.js';
import type { ImplicitAlsOptions } from './implicit-als.js';
import type { ItemKnnOptions } from './item-knn.js';
import type { MarkovOptions } from './markov.js';
import type { RecentPopularityOptions } from './recent-popularity.js';

/** The options of each baseline, all with a value. */
export interface BaselineOptions {
  readonly popularity: object;
  readonly 'recent-popularity': RecentPopularityOptions;
  readonly markov: MarkovOptions;
  readonly 'item-knn': ItemKnnOptions;
  readonly ease: EaseOptions;
  readonly 'implicit-als': ImplicitAlsOptions;
}

export type BaselineKind = keyof BaselineOptions;

export interface BaselineOption<Value> {
  readonly schema: z.ZodType<Value>;
  readonly default: Value;
  /** A phrase for tables of options. */
  readonly help: string;
}

export interface BaselineDefinition<Options> {
  /** The name in texts and charts. The name of a scorer is its kind. */
  readonly label: string;
  /** A phrase that completes "scores an item by". */
  readonly help: string;
  /** Whether the sequences must have timestamps. */
  readonly needs: { readonly times: boolean };
  readonly options: { readonly [Name in keyof Options]: BaselineOption<Options[Name]> };
  readonly cost: (size: FitSize, options: Options) => FitCost;
  /** The most items of a fit. Default: no limit. */
  readonly mostItems?: number;
  /** Imports its code, which importing the table does not. */
  readonly load: () => Promise<Fit<Options>>;
}

const positive = z.number().positive('expected a number above 0');
const count = z.int('expected a whole number').min(1, 'expected a whole number of at least 1');
const positiveOrInfinite = z.custom<number>(
  (value) => typeof value === 'number' && value > 0,
  'expected a number above 0',
);

/** Every baseline. Importing the table loads no baseline. */
export const baselineTable: {
  readonly [Kind in BaselineKind]: BaselineDefinition<BaselineOptions[Kind]>;
} = {
  popularity: {
    label: 'popularity',
    help: 'its interactions in training',
    needs: { times: false },
    options: {},
    cost: ({ itemCount, events }) => ({ seconds: events / 5e7, bytes: 16 * itemCount }),
    load: async () => (await import('./popularity.js')).popularity,
  },
  'recent-popularity': {
    label: 'recent popularity',
    help: 'its interactions in the newest part of training time',
    needs: { times: true },
    options: {
      window: {
        schema: positiveOrInfinite.optional(),
        default: undefined,
        help: 'the length of that part, in the unit of the timestamps (default: a tenth of all time)',
      },
    },
    cost: ({ itemCount, events }) => ({ seconds: events / 1e7, bytes: 16 * itemCount }),
    load: async () => (await import('./recent-popularity.js')).recentPopularity,
  },
  markov: {
    label: 'Markov chain',
    help: 'how often it followed the last item',
    needs: { times: false },
    options: {
      prior: {
        schema: positive,
        // Orders the items that never followed, and hardly changes the other scores.
        default: 1,
        help: 'weight of overall popularity, counted in transitions',
      },
    },
    cost: ({ itemCount, events }) => ({
      seconds: events / 3e6,
      bytes: 24 * events + 16 * itemCount,
    }),
    load: async () => (await import('./markov.js')).markov,
  },
  'item-knn': {
    label: 'item-kNN',
    help: "its cosines to the history's items",
    needs: { times: false },
    options: {
      neighbours: {
        schema: count,
        // A smaller number is faster and often as good.
        default: 200,
        help: 'neighbours kept for each item',
      },
      shrinkage: {
        schema: z.number().min(0, 'expected a number of at least 0'),
        default: 10,
        help: 'added to the divisor of the cosine, so that pairs of few users count less',
      },
      halfLife: {
        schema: positiveOrInfinite,
        // On MovieLens the last few films predict the next one best.
        default: 2,
        help: 'events after which the weight of an item of the history is half; Infinity gives all items the same weight',
      },
    },
    // The fit counts every pair once, and reads all items once for every item.
    cost: ({ itemCount, events, pairs }, { neighbours }) => ({
      seconds: pairs / 2e8 + itemCount ** 2 / 1e9,
      bytes: 12 * events + 300 * itemCount + 8 * Math.min(itemCount * neighbours, pairs),
    }),
    load: async () => (await import('./item-knn.js')).itemKnn,
  },
  ease: {
    label: 'EASE',
    help: 'a linear model with zero diagonal, in closed form (Steck 2019)',
    needs: { times: false },
    options: {
      regularization: {
        schema: positive,
        // Near its optimum on MovieLens.
        default: 500,
        help: 'a larger value trusts rare items less',
      },
    },
    // Inverts a matrix of doubles in place with V³ / 2 multiplications and additions, then copies it to floats.
    cost: ({ itemCount, pairs }) => ({
      seconds: pairs / 1e9 + itemCount ** 3 / 2e9,
      bytes: 12 * itemCount ** 2,
    }),
    // Then V² doubles and V² floats take 4.8 GB.
    mostItems: 20_000,
    load: async () => (await import('./ease.js')).ease,
  },
  'implicit-als': {
    label: 'implicit ALS',
    help: 'factors of the history and the item (Hu, Koren & Volinsky 2008)',
    needs: { times: false },
    options: {
      factors: { schema: count, default: 64, help: 'numbers per user and item' },
      confidence: {
        schema: positive,
        default: 3,
        help: 'extra weight of a pair with an interaction over a pair without one',
      },
      regularization: { schema: positive, default: 10, help: 'weight of the squared factors' },
      iterations: { schema: count, default: 10, help: 'rounds, each of users, then items' },
      seed: { schema: z.int(), default: 0, help: 'seed of the first factors' },
    },
    // Each row takes four products of its system with a vector in each half-round; each half-round also takes the
    // products of all factors.
    cost: ({ users, itemCount, events }, { factors, iterations }) => ({
      seconds:
        (iterations * ((users + itemCount) * 5 * factors ** 2 + 16 * events * factors)) / 6e8,
      bytes: 8 * factors * (users + itemCount) + 12 * events,
    }),
    load: async () => (await import('./implicit-als.js')).implicitAls,
  },
};

/** The kinds in the order of the table. */
export const baselineKinds = Object.keys(baselineTable) as [BaselineKind, ...BaselineKind[]];
