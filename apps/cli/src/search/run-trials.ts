import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { lockHolder } from '@org/files';
import type { TrialJob } from '@org/search';
import { writeOutput } from '../output/write-output.js';
import { CliError } from '../program/cli-error.js';
import { inUse } from '../runs/run-lock.js';
import type { TrialTask } from '../train/run-trial.js';
import type { SearchLimits } from './limits.js';
import type { EndedEntry } from './log-entry.js';
import type { SettledPlan } from './plan.js';
import { searchFiles } from './search-directory.js';
import type { SearchLog } from './search-log.js';
import type { SearchView } from './search-view.js';
import { type TrialEnd, TrialProcess } from './trial-process.js';

export interface RunTrialsOptions {
  readonly plan: SettledPlan;
  readonly log: SearchLog;
  readonly run: string;
  /** The dataset of each trial. */
  readonly datasets: readonly string[];
  readonly limits: SearchLimits;
  readonly command: string;
  readonly view: SearchView;
  /** Pauses all running trials. */
  readonly signal: AbortSignal;
}

interface RunningTrial {
  readonly job: TrialJob;
  readonly process: TrialProcess;
  readonly started: number;
}

/** Failures that do not depend on the trial, so the next trial would fail too. */
const commonFailures = ['usage', 'write-failed', 'no-engine', 'not-installed', 'not-usable'];

/** How long an orphaned process may take to notice that its search was killed; it checks after each step. */
const orphanSeconds = 60;

/** Runs trials until the search is over; false if it was stopped before. */
export async function runTrials(options: RunTrialsOptions): Promise<boolean> {
  const { plan, log, view, signal } = options;
  const running: RunningTrial[] = [];
  const interrupted = log.interrupted;
  let tellNews = () => {};
  signal.addEventListener('abort', () => {
    for (const { process } of running) process.abort();
  });
  try {
    for (;;) {
      while (!signal.aborted && hasRoom(running, options)) {
        const job = interrupted.shift() ?? (await log.beginNext(plan));
        if (job === undefined) break;
        // More training would return the same result at once.
        const before = log.resultOf(job.trial)?.entry;
        if (before?.type === 'ended' && before.stoppedEarly) {
          const { time: _, ...result } = before;
          await log.add({ ...result, ...job, seconds: 0 });
          continue;
        }
        const process = await startTrial(job, options, () => tellNews());
        running.push({ job, process, started: performance.now() });
      }
      if (running.length === 0) return !signal.aborted;

      const news = new Promise<undefined>((resolve) => {
        tellNews = () => resolve(undefined);
      });
      const ends = running.map(async (trial) => ({ trial, end: await trial.process.ended }));
      const ended = await Promise.race([...ends, news]);
      if (ended === undefined) continue;
      running.splice(running.indexOf(ended.trial), 1);
      await noteEnd(ended.trial, ended.end, options);
      view.progress(running.length);
    }
  } finally {
    // After an error these jobs have no result; a resumed search runs them again.
    for (const { process } of running) process.kill();
    await Promise.all(running.map(({ process }) => process.ended));
  }
}

/**
 * Whether one more trial may start: a process must be free, and the memory must hold another trial as large as the largest
 * so far. Until that size is known, one trial runs alone.
 */
function hasRoom(
  running: readonly RunningTrial[],
  { log, limits: { processes, memoryMiB } }: RunTrialsOptions,
): boolean {
  if (running.length === 0) return true;
  if (running.length >= processes) return false;
  const peaks = [
    ...log.results.map(({ entry }) => (entry.type === 'ended' ? entry.peakMemoryMiB : 0)),
    ...running.map(({ process }) => process.peakMemoryMiB ?? 0),
  ];
  const largest = Math.max(...peaks);
  return largest > 0 && largest * (running.length + 1) <= memoryMiB;
}

async function startTrial(
  job: TrialJob,
  options: RunTrialsOptions,
  onMemory: () => void,
): Promise<TrialProcess> {
  const { plan, run, datasets, command, limits, view } = options;
  const planned = plan.trials[job.trial];
  const dataset = datasets[job.trial];
  const pauseAfter = plan.rungs[job.rung];
  if (planned === undefined || dataset === undefined || pauseAfter === undefined) {
    throw new RangeError(`there is no trial ${job.trial} at rung ${job.rung}`);
  }
  const directory = searchFiles(run).trial(job.trial);
  await outliveOrphan(directory);
  const { configuration } = planned;
  await writeOutput(
    join(directory, 'trial.json'),
    `${JSON.stringify({ trial: job.trial, settings: planned.settings }, null, 2)}\n`,
  );
  const task: TrialTask = {
    job: { configuration, dataset, run: directory, resume: true, command },
    pauseAfter,
  };
  return new TrialProcess(task, {
    memoryMiB: limits.memoryMiB,
    onNews: (news) => {
      view.validated(job, news);
      onMemory();
    },
  });
}

/** Waits for the end of a process that a killed search left behind. */
async function outliveOrphan(directory: string): Promise<void> {
  const deadline = performance.now() + orphanSeconds * 1000;
  for (;;) {
    const holder = await lockHolder(directory);
    if (holder === undefined) return;
    if (performance.now() > deadline) throw inUse(directory, holder);
    await setTimeout(100);
  }
}

async function noteEnd(
  { job, started }: RunningTrial,
  end: TrialEnd,
  options: RunTrialsOptions,
): Promise<void> {
  const { log, view, signal } = options;
  const seconds = (performance.now() - started) / 1000;
  if (end.type === 'failed') {
    const { message, code } = end.failure;
    // It resumes with the search.
    if (signal.aborted && end.reason === 'killed') return;
    if (code !== undefined && commonFailures.includes(code)) {
      throw new CliError('failure', `trial ${job.trial}: ${message}`, {
        cause: Object.assign(new Error(message), end.failure),
      });
    }
    const reason = code === 'not-finite' ? 'diverged' : end.reason;
    await log.add({ type: 'failed', ...job, reason, message, seconds });
  } else {
    const { reason, best, curve } = end.outcome;
    if (reason === 'aborted') return;
    const entry: Omit<EndedEntry, 'time'> = {
      type: 'ended',
      ...job,
      value: best.value,
      bestEpoch: best.epoch,
      epochs: curve.at(-1)?.epoch ?? 0,
      stoppedEarly: reason === 'stopped-early',
      curve: [...curve],
      seconds,
      peakMemoryMiB: end.peakMemoryMiB,
    };
    await log.add(entry);
  }
  view.ended(job);
  dropCheckpoints(options);
}

/** Deletes the checkpoints of finished trials, except those of the best so far. */
function dropCheckpoints({ plan, log, run }: Pick<RunTrialsOptions, 'plan' | 'log' | 'run'>): void {
  const [best, ...others] = log.ranked;
  if (best === undefined) return;
  for (const { trial, rung, value } of others) {
    const atEnd = value === undefined || rung === plan.rungs.length - 1;
    const checkpoints = join(searchFiles(run).trial(trial), 'checkpoints');
    if (atEnd && existsSync(checkpoints)) rmSync(checkpoints, { recursive: true });
  }
}
