import type { Fields } from '@org/files';
import type { ExternalId } from '@org/seqrec-data';
import { z } from 'zod';

/** What was recommended to somebody: a line of the log that a server keeps. */
export interface RecommendedRecord {
  readonly kind: 'recommended';
  /** The `recommendationId` of the answer. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly user?: ExternalId | undefined;
  readonly model: string;
  readonly version: string;
  readonly experiment?: string | undefined;
  readonly arm?: string | undefined;
  /** Best first. */
  readonly items: readonly ExternalId[];
  /** Where the list explored, each item's probability of being at its place, given the items above. */
  readonly propensities?: readonly number[] | undefined;
  /** Milliseconds that the model and the queue before it took. */
  readonly ms: number;
}

/** What another version would have recommended. */
export interface ShadowRecord {
  readonly kind: 'shadow';
  readonly id: string;
  readonly time: number;
  readonly experiment: string;
  readonly arm: string;
  readonly version: string;
  readonly items: readonly ExternalId[];
  readonly ms: number;
}

/** That a list was really shown, and what of it. */
export interface ShownRecord {
  readonly kind: 'shown';
  readonly id: string;
  readonly time: number;
  /** All of the list where absent. */
  readonly items?: readonly ExternalId[] | undefined;
}

export type LoggedRecord = RecommendedRecord | ShadowRecord | ShownRecord;

const id = z.union([z.string(), z.number()]);
const common = { id: z.string(), time: z.number() };

/** Lines of other kinds are left out, as later releases may add some. */
export const loggedRecord: z.ZodType<LoggedRecord> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('recommended'),
    ...common,
    user: id.optional(),
    model: z.string(),
    version: z.string(),
    experiment: z.string().optional(),
    arm: z.string().optional(),
    items: z.array(id),
    propensities: z.array(z.number()).optional(),
    ms: z.number(),
  } satisfies Fields<RecommendedRecord>),
  z.object({
    kind: z.literal('shadow'),
    ...common,
    experiment: z.string(),
    arm: z.string(),
    version: z.string(),
    items: z.array(id),
    ms: z.number(),
  } satisfies Fields<ShadowRecord>),
  z.object({
    kind: z.literal('shown'),
    ...common,
    items: z.array(id).optional(),
  } satisfies Fields<ShownRecord>),
]);
