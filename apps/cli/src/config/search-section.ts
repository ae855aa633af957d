import { z } from 'zod';

const count = z.int().min(1);
const settingValue = z.union([z.number(), z.string(), z.boolean()]);

/** A list of a setting's values. */
export const listedValues = z.strictObject({ values: z.array(settingValue).min(1) });

/** A range of a setting's values. The setting decides whether they are whole numbers. */
export const valueRange = z.strictObject({
  min: z.number(),
  max: z.number(),
  scale: z.enum(['linear', 'log']).default('linear'),
});

/** The section `search` of a configuration file. `search-space.ts` checks each setting of the space. */
export const searchSection = z.strictObject({
  strategy: z.enum(['grid', 'random', 'asha']),
  /** For random and asha; a grid has one trial per point. */
  trials: count.optional(),
  /** Seed of the draws. */
  seed: z.int().min(0).default(42),
  space: z.record(z.string(), z.unknown()),
  /** The validation metric that decides between trials and within a trial. Default: `training.validationMetric`. */
  metric: z.string().optional(),
  resources: z
    .strictObject({
      /** Epochs of the first rung. Default 1. */
      minEpochs: count.optional(),
      /** The largest number of epochs of a trial. Default: `training.epochs`. */
      maxEpochs: count.optional(),
      /** η: one in η trials is promoted to the next rung. Default 3. */
      reduction: z.int().min(2).optional(),
    })
    .prefault({}),
  parallel: z
    .strictObject({
      /** Trials that run in parallel, each in a process. */
      processes: count.default(1),
      /** Cores per trial. Default: the machine's cores, shared evenly. */
      threads: count.optional(),
      /** Memory of all trials together. Default: three quarters of the free memory at the start. */
      memoryMiB: count.optional(),
    })
    .prefault({}),
});

/** The checked section. */
export type SearchSettings = z.infer<typeof searchSection>;
