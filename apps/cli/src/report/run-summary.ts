import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CliError } from '../program/cli-error.js';
import { shownPath } from '../program/start-directory.js';
import { dataName } from '../runs/run-directory.js';

/** What `run.json` says that a report shows. */
export interface RunSummary {
  readonly modelKind: string;
  /** How the data is called. */
  readonly data: string;
  readonly dataset: string;
  readonly command: string | undefined;
  readonly settings: Readonly<Record<'model' | 'training', Readonly<Record<string, unknown>>>>;
}

// Looser than what training asks of it, for settings come and go and old runs are to be shown too.
const schema = z.object({
  configuration: z.object({
    data: z.object({ files: z.array(z.string()).optional() }),
    model: z.looseObject({ kind: z.string() }),
    training: z.record(z.string(), z.unknown()),
  }),
  dataset: z.string(),
  command: z.string().optional(),
});

/** Undefined where the directory has no `run.json`. */
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
    command,
    settings: { model, training: configuration.training },
  };
}
