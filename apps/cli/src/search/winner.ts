import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Terminal } from '../output/terminal.js';
import { CliError } from '../program/cli-error.js';
import { writeRunRecord } from '../runs/run-directory.js';
import type { FinishedOutcome } from '../train/job.js';
import { runJob, type StoppedJob } from '../train/run-job.js';
import type { SettledPlan } from './plan.js';
import { searchFiles } from './search-directory.js';
import type { SearchLog } from './search-log.js';

export interface WinnerOptions {
  readonly plan: SettledPlan;
  readonly log: SearchLog;
  readonly run: string;
  /** The dataset of each trial: where it is, and its content hash. */
  readonly datasets: readonly { readonly directory: string; readonly contentHash: string }[];
  readonly command: string;
  readonly terminal: Terminal;
}

/** The trial with the best validation. */
export function winnerOf(log: SearchLog): number {
  const [best] = log.ranked;
  if (best?.value !== undefined) return best.trial;
  const reason = best?.entry.type === 'failed' ? `; the first: ${best.entry.message}` : '';
  throw new CliError('failure', `every trial failed${reason}`);
}

/**
 * Makes the search's directory the run of its winner: copies the trial's files, trains it to the end if it paused at a rung,
 * and then tests it. No other trial is tested.
 */
export async function finishWinner(
  trial: number,
  options: WinnerOptions,
): Promise<StoppedJob | FinishedOutcome> {
  const { plan, log, run, datasets, command, terminal } = options;
  const configuration = plan.trials[trial]?.configuration;
  const dataset = datasets[trial];
  if (configuration === undefined || dataset === undefined) {
    throw new RangeError(`there is no trial ${trial}`);
  }
  const from = searchFiles(run).trial(trial);
  for (const name of ['checkpoints', 'events.jsonl', 'tensorboard']) {
    rmSync(join(run, name), { recursive: true, force: true });
    if (existsSync(join(from, name))) {
      cpSync(join(from, name), join(run, name), { recursive: true });
    }
  }
  await writeRunRecord(run, { configuration, dataset: dataset.contentHash, command });
  const job = { configuration, dataset: dataset.directory, run, resume: true, command };
  const outcome = await runJob(job, terminal);
  if (outcome.reason === 'aborted') return outcome;
  const scores = [...outcome.scores, ...outcome.sampledScores].map((each) => ({ ...each }));
  await log.add({ type: 'finished', trial, version: outcome.version, scores });
  return outcome;
}
