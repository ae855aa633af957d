import { join } from 'node:path';
import type { DirectoryLock } from '@org/files';
import { absolutePaths } from '../config/absolute-paths.js';
import { featureSettings } from '../config/feature-options.js';
import { loadConfiguration } from '../config/load.js';
import { modelBatches, vectorSettings } from '../config/model-section.js';
import { dataLabel, dataName } from '../data/data-name.js';
import { prepareData } from '../data/prepared-data.js';
import { settleSeenItems } from '../data/seen-items.js';
import { splitRecipe } from '../data/split-recipe.js';
import type { Terminal } from '../output/terminal.js';
import { CliError } from '../program/cli-error.js';
import { interruptedExitCode } from '../program/interrupt.js';
import { commandLine } from '../program/invocation.js';
import { repeatCommand } from '../program/repeat-command.js';
import { fromStart, shownPath } from '../program/start-directory.js';
import { changedData } from '../runs/changed-data.js';
import { readRun, removeUnstarted, writeRunRecord } from '../runs/run-directory.js';
import { lockNewRun, lockResumed, requireFree } from '../runs/run-lock.js';
import type { FinishedOutcome, TrainJob } from '../train/job.js';
import { printNextCommands, printOutcome } from '../train/print-outcome.js';
import { runJob, type StoppedJob } from '../train/run-job.js';
import type { Invocation } from './command.js';

export interface TrainFlags {
  readonly config?: string;
  readonly resume?: string;
}

type TrainInvocation = Invocation<TrainFlags>;

/** A job in a directory that only this process may write to. */
interface LockedJob {
  readonly job: TrainJob;
  readonly lock: DirectoryLock;
}

/** Prepares data, trains in a worker thread, and shows and writes the result. */
export async function train(invocation: TrainInvocation): Promise<number> {
  const { terminal } = invocation;
  const trained = await trainRun(invocation);
  if (trained.outcome.reason === 'aborted') return stopped(trained, trained.outcome, terminal);
  const { outcome, job, seconds } = trained;
  printOutcome(outcome, { job, terminal, seconds });
  printNextCommands(outcome, terminal);
  terminal.result({ ...outcome, run: job.run, seconds });
  return 0;
}

/** A training that ended, or was stopped. */
export interface Trained {
  readonly outcome: StoppedJob | FinishedOutcome;
  readonly job: TrainJob;
  readonly seconds: number;
}

/** Prepares data and trains in a worker thread. `by` is the command that was typed. */
export async function trainRun(
  invocation: TrainInvocation,
  by: 'train' | 'demo' = 'train',
): Promise<Trained> {
  const started = performance.now();
  const isNew = invocation.options.resume === undefined;
  const { job, lock } = await (isNew ? newRun(invocation, by) : resumedRun(invocation));
  const outcome = await runLocked(job, lock, invocation.terminal);
  return { outcome, job, seconds: (performance.now() - started) / 1000 };
}

/** Says how a stopped training continues, and returns the exit code. */
export function stopped(
  { job, seconds }: Trained,
  { interrupt, ...outcome }: StoppedJob,
  terminal: Terminal,
): number {
  const command = commandLine('train', ['--resume', shownPath(job.run)]);
  terminal.print(`Stopped after step ${outcome.steps}; a checkpoint is written. Continue with:`);
  terminal.print(`  ${command}`);
  terminal.result({ ...outcome, interrupt, run: job.run, seconds, resume: command });
  return interruptedExitCode(interrupt);
}

async function runLocked(
  job: TrainJob,
  lock: DirectoryLock,
  terminal: Terminal,
): Promise<StoppedJob | FinishedOutcome> {
  terminal.note(`run      ${shownPath(job.run)}`);
  try {
    return await runJob(job, terminal);
  } catch (error) {
    if (!job.resume) await discardUnstarted(job.run, lock);
    throw error;
  } finally {
    await lock.release();
  }
}

/** Removes a directory without a checkpoint, which would block the next attempt. */
async function discardUnstarted(run: string, lock: DirectoryLock): Promise<void> {
  await lock.release();
  removeUnstarted(run);
}

async function newRun(
  { terminal, settings, options }: TrainInvocation,
  by: 'train' | 'demo',
): Promise<LockedJob> {
  const given = absolutePaths(loadConfiguration(settings, options.config));
  // Refused here rather than in the worker, which needs the run's directory.
  splitRecipe(given.split);
  modelBatches(given.model);
  vectorSettings(given.model);
  featureSettings(given.model);
  const { data, model } = given;
  const { output } = given.run;
  if (output !== undefined) await requireFree(output, { resumable: join(output, 'run.json') });
  const { dataset, directory } = await prepareData(data, terminal);
  const configuration = settleSeenItems(given, dataset, terminal);
  const { run, lock } = await lockNewRun(output, `${model.kind}-${dataName(data.files)}`);
  const command = repeatCommand(by);
  try {
    const { contentHash } = dataset.manifest;
    await writeRunRecord(run, { configuration, dataset: contentHash, command });
  } catch (error) {
    await discardUnstarted(run, lock);
    throw error;
  }
  return { job: { configuration, dataset: directory, run, resume: false, command }, lock };
}

async function resumedRun({ terminal, settings, options }: TrainInvocation): Promise<LockedJob> {
  if (Object.keys(settings).length > 0 || options.config !== undefined) {
    throw new CliError(
      'usage',
      '--resume continues with the settings of its run: give no other settings beside it',
    );
  }
  const run = fromStart(String(options.resume));
  const { warmStart } = readRun(run);
  if (warmStart !== undefined) {
    throw new CliError(
      'usage',
      `${shownPath(run)} is an update of ${shownPath(warmStart)}, and updates are not continued: run update again`,
    );
  }
  const lock = await lockResumed(run);
  try {
    const { configuration, dataset, command } = readRun(run);
    const prepared = await prepareData(configuration.data, terminal, { contentHash: dataset });
    const found = prepared.dataset.manifest.contentHash;
    if (found !== dataset) {
      throw changedData({
        of: `${shownPath(run)} (${dataLabel(configuration.data)})`,
        since: 'the run began',
        ...{ recorded: dataset, found },
        advice: 'restore it, or train again in another directory',
      });
    }
    return {
      job: { configuration, dataset: prepared.directory, run, resume: true, command },
      lock,
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}
