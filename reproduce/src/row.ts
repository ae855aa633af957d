import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { baselineKinds } from '@org/baselines';
import { z } from 'zod';
import { rowsDirectory } from './places.js';
import { Problem } from './problem.js';

const published = z.strictObject({
  'hitRate@10': z.number(),
  'ndcg@10': z.number(),
  /** The authors, the year, and the table or file. */
  source: z.string(),
  url: z.url(),
});

const shared = {
  /** The model, for a table cell. */
  title: z.string(),
  data: z.enum(['ml-1m', 'ml-1m-times', 'beauty']),
  protocol: z.enum(['full', 'popularity-100']).default('full'),
  /** The published numbers to reach: the main one first, then others for the same model. Empty if we found none. */
  published: z.array(published),
  /** The settings and the reasons for them. */
  notes: z.array(z.string()).default([]),
};

const section = z.record(z.string(), z.unknown());

const trained = z.strictObject({
  ...shared,
  /** Settings of `seqrec train`, which checks them. We add data, seed and directory. */
  train: z.strictObject({
    model: section,
    training: section,
    evaluation: section.default({}),
  }),
});

const baseline = z.strictObject({
  ...shared,
  baseline: z.strictObject({
    name: z.enum(baselineKinds),
    /** The baseline's options. Default: the baseline's own defaults. */
    options: z.record(z.string(), z.number()).default({}),
  }),
});

const evaluated = z.strictObject({
  ...shared,
  /** The row whose model this row measures under its own protocol. */
  evaluate: z.string(),
});

const rowSchema = z.union([trained, baseline, evaluated]);

export type TrainedRow = z.infer<typeof trained>;
export type BaselineRow = z.infer<typeof baseline>;
export type Row = z.infer<typeof rowSchema>;

export type NamedRow<Kind extends Row = Row> = Kind & { readonly name: string };

export function rowNames(): string[] {
  return readdirSync(rowsDirectory)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

export function readRow(name: string): NamedRow {
  const names = rowNames();
  if (!names.includes(name)) {
    throw new Problem(`there is no row ${name}: expected ${names.join(', ')}`);
  }
  const file = join(rowsDirectory, `${name}.json`);
  const parsed = rowSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Problem(`${file}: ${z.prettifyError(parsed.error)}`);
  return { ...parsed.data, name };
}
