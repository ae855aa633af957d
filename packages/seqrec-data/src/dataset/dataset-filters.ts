import type { Fields } from '@org/files';
import { z } from 'zod';
import { SeqrecDataError } from '../error.js';
import type { RatingRule } from '../sources/rating-rule.js';

/** Which events with the same item in one sequence are kept. */
export type DuplicatePolicy =
  /** All events. */
  | 'keep-all'
  /** The oldest. */
  | 'first'
  /** The newest. */
  | 'last'
  /** The first of each run of consecutive events. */
  | 'consecutive';

/**
 * Which interactions are kept. Plain JSON. The steps in order: ratings, sorting by time, sessions, duplicates, maximal
 * length, and finally core and minimal length, repeated until neither removes anything.
 */
export interface DatasetFilters {
  /**
   * Sequences hold likes: interactions with a value of at least `threshold` (with `exclusive`, above it) and those
   * without a value. The others are kept as dislikes (default) or dropped. By default the source's `defaultRating`
   * applies; without one, every interaction is a like, except those that the source flags as dislikes.
   */
  readonly rating?: RatingRule | undefined;
  /**
   * Makes each session a sequence: the sessions of the source, or a new session after a pause of more than `gap`
   * between two events, in the unit of the timestamps. By default a user has one sequence.
   */
  readonly sessions?: 'source' | { readonly gap: number } | undefined;
  /** Default `'keep-all'`. */
  readonly duplicates?: DuplicatePolicy | undefined;
  /**
   * Sequences longer than `max` lose their oldest events (`'truncate'`, default) or are dropped, e.g. to remove robots.
   * Sequences shorter than `min` are dropped.
   */
  readonly length?:
    | {
        readonly min?: number | undefined;
        readonly max?: number | undefined;
        readonly longer?: 'truncate' | 'drop' | undefined;
      }
    | undefined;
  /** The iterative k-core: every remaining user has at least `users` events, every item at least `items`. */
  readonly core?:
    | { readonly users?: number | undefined; readonly items?: number | undefined }
    | undefined;
}

const count = z.int().min(1);

/** The schema of {@link DatasetFilters}, for data from outside. */
export const datasetFiltersSchema: z.ZodType<DatasetFilters> = z.strictObject({
  rating: z
    .strictObject({
      threshold: z.number(),
      exclusive: z.boolean().optional(),
      below: z.enum(['dislike', 'drop']).optional(),
    } satisfies Fields<RatingRule>)
    .optional(),
  sessions: z
    .union([z.literal('source'), z.strictObject({ gap: z.number().nonnegative() })])
    .optional(),
  duplicates: z.enum(['keep-all', 'first', 'last', 'consecutive']).optional(),
  length: z
    .strictObject({
      min: count.optional(),
      max: count.optional(),
      longer: z.enum(['truncate', 'drop']).optional(),
    })
    .refine(({ min = 1, max = Number.POSITIVE_INFINITY }) => min <= max, 'min is above max')
    .optional(),
  core: z.strictObject({ users: count.optional(), items: count.optional() }).optional(),
} satisfies Fields<DatasetFilters>);

/** Checks filters and fills in every default, including the source's, so that equal filters have equal JSON. */
export function resolveFilters(
  filters: DatasetFilters,
  defaultRating?: RatingRule,
): DatasetFilters {
  const checked = datasetFiltersSchema.safeParse({
    ...filters,
    rating: filters.rating ?? defaultRating,
  });
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new SeqrecDataError(
      'invalid-option',
      `filters${issue?.path.map((key) => `.${String(key)}`).join('') ?? ''}: ${issue?.message}`,
      { cause: checked.error },
    );
  }
  const { rating, sessions, duplicates, length, core } = checked.data;
  return {
    ...(rating && {
      rating: {
        threshold: rating.threshold,
        ...(rating.exclusive === true && { exclusive: true }),
        below: rating.below ?? 'dislike',
      },
    }),
    ...(sessions !== undefined && { sessions }),
    duplicates: duplicates ?? 'keep-all',
    length: {
      min: length?.min ?? 1,
      ...(length?.max !== undefined && { max: length.max, longer: length.longer ?? 'truncate' }),
    },
    core: { users: core?.users ?? 1, items: core?.items ?? 1 },
  };
}
