import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EVALUATION_FILE } from '@org/evaluation';
import { checkData, dataSettings } from './check-data.js';
import { collectResult } from './collect-result.js';
import { describeMachine } from './machine.js';
import { root } from './places.js';
import { Problem } from './problem.js';
import type { Result } from './result.js';
import type { NamedRow } from './row.js';
import { argumentsFor, type RunPlan, runDirectory, settingsOf } from './run-plan.js';
import { Sessions } from './sessions.js';
import { watchedNode } from './watched-process.js';

export interface RunOptions extends RunPlan {
  /** The file of the row's data. */
  readonly file: string;
  /** The maximum number of cores for the run. */
  readonly threads?: number | undefined;
  /** Removes an earlier run first. */
  readonly fresh: boolean;
  readonly say: (text: string) => void;
}

/** Runs a row to its end, or resumes its stopped run, and returns the result. */
export async function runRow(row: NamedRow, options: RunOptions): Promise<Result> {
  const { threads, say } = options;
  const run = runDirectory(row.name, options);
  if (options.fresh || options.trialEpochs !== undefined) Sessions.forget(run);
  const settings = settingsOf(row, options);
  const sessions = Sessions.open(run, settings);
  if (existsSync(join(run, EVALUATION_FILE))) {
    say(`${run} is finished already: --fresh runs it again`);
  } else {
    const machine = describeMachine(threads);
    const data = dataSettings(row.data, options.file);
    await checkData(row.data, data);
    say(`${row.title}, in ${run}`);
    const { ending } = await watchedNode({
      args: await argumentsFor(row, options, data),
      cwd: root,
      threads,
      onUse: await sessions.begin(machine),
    });
    if (ending !== 0) {
      throw new Problem(`${row.name} ended with ${ending}; the same command resumes it`);
    }
  }
  return collectResult(row, { run, seed: options.seed, settings, sessions: sessions.all });
}
