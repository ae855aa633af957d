import { z } from 'zod';

const count = z.int().min(1);
const settingValue = z.union([z.number(), z.string(), z.boolean()]);

/** A setting's values, listed. */
export const listedValues = z.strictObject({ values: z.array(settingValue).min(1) });

/** A setting's values, from one number to another. Whether they are whole the setting knows. */
export const valueRange = z.strictObject({
  min: z.number(),
  max: z.number(),
  scale: z.enum(['linear', 'log']).default('linear'),
});

/** The section `search` of a configuration file. What the space holds is checked setting by setting. */
export const searchSection = z.strictObject({
  strategy: z.enum(['grid', 'random', 'asha']),
  /** Of random and asha; a grid has as many as it has points. */
  trials: count.optional(),
  /** Of what is drawn. */
  seed: z.int().min(0).default(42),
  space: z.record(z.string(), z.unknown()),
  /** The validation metric that decides, also within a trial. Default: `training.validationMetric`. */
  metric: z.string().optional(),
  resources: z
    .strictObject({
      /** Of the first rung. Default 1. */
      minEpochs: count.optional(),
      /** Of a trial at most. Default: `training.epochs`. */
      maxEpochs: count.optional(),
      /** One trial in so many goes on to the next rung. Default 3. */
      reduction: z.int().min(2).optional(),
    })
    .prefault({}),
  parallel: z
    .strictObject({
      /** Trials at a time, each a process. */
      processes: count.default(1),
      /** Cores of each. Default: the machine's, shared evenly. */
      threads: count.optional(),
      /** Of all of them together. Default: three quarters of what is free at the start. */
      memoryMiB: count.optional(),
    })
    .prefault({}),
});

/** The section as it was checked. */
export type SearchSettings = z.infer<typeof searchSection>;
