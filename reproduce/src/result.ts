import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson, writeJson } from './json-file.js';
import { machineSchema } from './machine.js';
import { resultsDirectory } from './places.js';

const interval = z.object({ mean: z.number(), low: z.number(), high: z.number() });
const byEpoch = z.record(z.string(), z.number());

const resultSchema = z.object({
  formatVersion: z.literal(1),
  row: z.string(),
  seed: z.int(),
  createdAt: z.iso.datetime(),
  /** The command that reproduces the result. */
  command: z.string(),
  /** Means over users with 95 % bootstrap intervals. */
  test: z.record(z.string(), interval),
  protocol: z.object({
    name: z.string(),
    split: z.string(),
    users: z.int(),
    itemCount: z.int(),
    excludeSeen: z.boolean(),
    ties: z.string(),
    negatives: z.int().optional(),
  }),
  /** The popularity baseline on the same targets, if the run measured it. */
  popularity: z.record(z.string(), interval).optional(),
  wallSeconds: z.number(),
  /** Processor time of all cores together. */
  cpuSeconds: z.number().optional(),
  peakRssMib: z.number().optional(),
  /** How many times the run was started before it finished. */
  sessions: z.int(),
  training: z
    .object({
      parameters: z.int(),
      epochs: z.int(),
      steps: z.int(),
      stepsPerEpoch: z.int(),
      reason: z.string(),
      bestEpoch: z.int().optional(),
      epochSeconds: z.number().optional(),
      validationSeconds: z.number().optional(),
      validation: z.object({ 'ndcg@10': byEpoch, 'hitRate@10': byEpoch }),
      loss: byEpoch,
    })
    .optional(),
  /** The chosen settings. All others have the defaults of the versions below. */
  settings: z.record(z.string(), z.unknown()),
  dataset: z.object({ contentHash: z.string(), counts: z.record(z.string(), z.int()) }),
  engine: z.object({ name: z.string(), package: z.string(), version: z.string() }).optional(),
  versions: z.record(z.string(), z.string()),
  machine: machineSchema,
});

export type Result = z.infer<typeof resultSchema>;

function resultFile({ row, seed }: Pick<Result, 'row' | 'seed'>): string {
  return join(resultsDirectory, `${row}-seed${seed}.json`);
}

export async function writeResult(result: Result): Promise<string> {
  const file = resultFile(result);
  await writeJson(file, result);
  return file;
}

/** All committed results, by row and seed. */
export function readResults(directory: string = resultsDirectory): Result[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith('.json'))
    .map((file) => resultSchema.parse(readJson(join(directory, file))))
    .sort((a, b) => a.row.localeCompare(b.row) || a.seed - b.seed);
}
