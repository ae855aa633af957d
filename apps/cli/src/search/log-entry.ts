import { z } from 'zod';

const place = { trial: z.int().min(0), rung: z.int().min(0) };
const time = z.string();

/** The first entry: the search itself. */
const searchEntry = z.object({
  type: z.literal('search'),
  version: z.literal(1),
  time,
  command: z.string(),
  /** The given settings that all trials share; paths are absolute. */
  base: z.record(z.string(), z.record(z.string(), z.unknown())),
  search: z.unknown(),
  /** Content hashes of the datasets, in the order in which the trials need them. */
  datasets: z.array(z.string()),
});

/** A job was begun. A job without a result was interrupted. */
const begunEntry = z.object({
  type: z.literal('begun'),
  time,
  ...place,
  settings: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
});

const endedEntry = z.object({
  type: z.literal('ended'),
  time,
  ...place,
  /** The best validation so far. */
  value: z.number(),
  /** Counted from 1, as `epochs`. */
  bestEpoch: z.number(),
  epochs: z.number(),
  /** Patience ran out, so more training would change nothing. */
  stoppedEarly: z.boolean(),
  /** Every validation so far. */
  curve: z.array(z.object({ epoch: z.number(), value: z.number() })),
  seconds: z.number(),
  peakMemoryMiB: z.number(),
});

const failedEntry = z.object({
  type: z.literal('failed'),
  time,
  ...place,
  reason: z.enum(['diverged', 'memory', 'killed', 'error']),
  message: z.string(),
  seconds: z.number(),
});

/** The last entry: the winner was tested and its model written. */
const finishedEntry = z.object({
  type: z.literal('finished'),
  time,
  trial: z.int().min(0),
  version: z.string(),
  /** Metrics of the test, as `train` reports them. */
  scores: z.array(z.record(z.string(), z.unknown())),
});

/** A line of a search's journal. */
export const logEntry = z.discriminatedUnion('type', [
  searchEntry,
  begunEntry,
  endedEntry,
  failedEntry,
  finishedEntry,
]);

export type LogEntry = z.infer<typeof logEntry>;
export type SearchEntry = z.infer<typeof searchEntry>;
export type EndedEntry = z.infer<typeof endedEntry>;
export type FailedEntry = z.infer<typeof failedEntry>;
export type FinishedEntry = z.infer<typeof finishedEntry>;
