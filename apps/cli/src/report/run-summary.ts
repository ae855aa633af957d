import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { dataName } from '../data/data-name.js';
import { CliError } from '../program/cli-error.js';
import { shownPath } from '../program/start-directory.js';

/** The parts of `run.json` that a report shows. */
export interface RunSummary {
  readonly modelKind: string;
  /** The name of the data. */
  readonly data: string;
  readonly dataset: string;
  /** The kind of split, if known. */
  readonly split?: string | undefined;
  readonly excludeSeen?: boolean | undefined;
  readonly command: string | undefined;
  readonly settings: Readonly<Record<'model' | 'training', Readonly<Record<string, unknown>>>>;
}

// Looser than training's own check: settings change, and old runs should still be shown.
const schema = z.object({
  configuration: z.object({
    data: z.object({ files: z.array(z.string()).optional() }),
    model: z.looseObject({ kind: z.string() }),
    training: z.record(z.string(), z.unknown()),
    split: z.looseObject({ kind: z.string() }).optional(),
    evaluation: z.looseObject({ excludeSeen: z.boolean().optional() }).optional(),
  }),
  dataset: z.string(),
  command: z.string().optional(),
});

/** Undefined if the directory has no `run.json`. */
export function readRunSummary(directory: string): RunSummary | undefined {
  const file = join(directory, 'run.json');
  if (!existsSync(file)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new CliError('failure', `${shownPath(file)} is not JSON`, { cause });
  }
  const { data, error } = schema.safeParse(value);
  if (data === undefined) {
    const [issue] = error.issues;
    throw new CliError(
      'failure',
      `${shownPath(file)} does not describe a run: ${issue?.path.join('.') || 'it'}: ${issue?.message}`,
      { cause: error },
    );
  }
  const { configuration, dataset, command } = data;
  const { kind, ...model } = configuration.model;
  return {
    modelKind: kind,
    data: dataName(configuration.data.files),
    dataset,
    split: configuration.split?.kind,
    excludeSeen: configuration.evaluation?.excludeSeen,
    command,
    settings: { model, training: configuration.training },
  };
}
