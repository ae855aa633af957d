import { z } from 'zod';
import type { Freshness } from './freshness.js';
import type { FilterSource } from './parse-filter.js';

/** Multiplies the model's probability of items. Several that match multiply each other. */
export interface Boost {
  readonly when: FilterSource;
  /** Above 0: below 1 it holds items back, above 1 it puts them forward. */
  readonly multiply: number;
}

/** At most so many items of a list have the same value of an attribute. Items without the attribute are not counted. */
export interface Cap {
  readonly attribute: string;
  readonly max: number;
}

/**
 * Each place takes the item with the greatest lambda · relevance − (1 − lambda) · likeness (maximal marginal relevance,
 * Carbonell & Goldstein 1998): relevance is the score, scaled to 0..1 over the pool; likeness is the greatest cosine of
 * the item's vector with that of an item above, 0 where there is none.
 */
export interface Diversity {
  /** 0..1; 1 changes nothing. */
  readonly lambda: number;
  /** The best items that compete, after filters and boosts. Default 100. */
  readonly pool?: number | undefined;
}

/**
 * Places that take the best item of a filter which is not above yet: those of `slots`, counted from 1, or every
 * `1 / share`-th, so that of k places `share · k` are promoted.
 */
export interface Promotion {
  readonly filter: FilterSource;
  readonly slots?: readonly number[] | undefined;
  readonly share?: number | undefined;
}

/** Each place that no promotion takes shows, with probability `share`, an item of the pool drawn uniformly. */
export interface Exploration {
  /** 0..1. */
  readonly share: number;
  /** The best items to draw from, after filters and boosts. Default 100. */
  readonly pool?: number | undefined;
}

/** Leaves out items with an event of this type in the last `days`; with any such event where `days` is absent. */
export interface SeenRule {
  readonly type: string;
  readonly days?: number | undefined;
}

/** What a list of recommendations obeys besides the model. Plain JSON. */
export interface Rules {
  /** Only these items. */
  readonly filter?: FilterSource | undefined;
  readonly boosts?: readonly Boost[] | undefined;
  readonly freshness?: Freshness | undefined;
  readonly caps?: readonly Cap[] | undefined;
  readonly diversity?: Diversity | undefined;
  readonly promotions?: readonly Promotion[] | undefined;
  readonly exploration?: Exploration | undefined;
  /** What counts as seen, for users whose events are kept. */
  readonly seen?: readonly SeenRule[] | undefined;
}

/** How much of each rule a list may have. Every filter looks at every item once, every pool is compared pairwise. */
export const RULES_LIMITS = {
  boosts: 16,
  caps: 8,
  promotions: 8,
  slots: 100,
  seen: 32,
  pool: 1000,
} as const;

const filter = z
  .union([z.string(), z.record(z.string(), z.unknown())], 'expected a filter: text or JSON')
  .meta({
    description:
      "Over the attributes of items, as text or as JSON: `genre in ('Comedy','Drama') and year >= 1990 and not adult`.",
    example: "genre in ('Comedy','Drama') and year >= 1990",
  });
const attribute = z.string().min(1);
const positive = z.number().positive();
const pool = z.int().min(1).max(RULES_LIMITS.pool).optional();

const schema = z.strictObject({
  filter: filter.optional(),
  boosts: z
    .array(z.strictObject({ when: filter, multiply: positive }))
    .max(RULES_LIMITS.boosts)
    .optional()
    .meta({ description: "Multiplies the model's probability of items that match." }),
  freshness: z
    .strictObject({
      attribute,
      unit: z.enum(['milliseconds', 'seconds', 'days', 'years']),
      halfLife: positive.optional(),
      maxAge: positive.optional(),
      floor: positive.max(1).optional(),
    })
    .optional()
    .meta({ description: 'Prefers newer items, by an attribute that is a time since 1970.' }),
  caps: z
    .array(z.strictObject({ attribute, max: z.int().min(1) }))
    .max(RULES_LIMITS.caps)
    .optional()
    .meta({ description: 'Limits the number of items with the same value of an attribute.' }),
  diversity: z
    .strictObject({ lambda: z.number().min(0).max(1), pool })
    .optional()
    .meta({ description: 'Maximal marginal relevance over the item vectors.' }),
  promotions: z
    .array(
      z.strictObject({
        filter,
        slots: z.array(z.int().min(1)).min(1).max(RULES_LIMITS.slots).optional(),
        share: positive.max(1).optional(),
      }),
    )
    .max(RULES_LIMITS.promotions)
    .optional()
    .meta({ description: 'Places reserved for the best items of a filter.' }),
  exploration: z
    .strictObject({ share: z.number().min(0).max(1), pool })
    .optional()
    .meta({ description: 'Places that show a random item, with its propensity.' }),
  seen: z
    .array(z.strictObject({ type: z.string().min(1), days: positive.optional() }))
    .max(RULES_LIMITS.seen)
    .optional()
    .meta({
      description: 'Which stored events of the user exclude their items. Needs an event store.',
    }),
});

/** The schema of {@link Rules}, for data from outside. Filters are read by {@link checkRules}. */
export const rulesSchema: z.ZodType<Rules> = schema;
