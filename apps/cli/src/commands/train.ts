import { absolutePaths } from '../config/absolute-paths.js';
import { loadConfiguration } from '../config/load.js';
import { modelBatches } from '../config/model-section.js';
import { dataLabel, dataName } from '../data/data-name.js';
import { prepareData } from '../data/prepared-data.js';
import { splitRecipe } from '../data/split-recipe.js';
import { CliError } from '../program/cli-error.js';
import { interruptedExitCode } from '../program/interrupt.js';
import { commandLine } from '../program/invocation.js';
import { repeatCommand } from '../program/repeat-command.js';
import { fromStart, shownPath } from '../program/start-directory.js';
import { changedData } from '../runs/changed-data.js';
import { createRun, freeRunDirectory, readRun, removeUnstarted } from '../runs/run-directory.js';
import type { TrainJob } from '../train/job.js';
import { printOutcome } from '../train/print-outcome.js';
import { runJob } from '../train/run-job.js';
import type { Invocation } from './command.js';

export interface TrainFlags {
  readonly config?: string;
  readonly resume?: string;
}

type TrainInvocation = Invocation<TrainFlags>;

/** Prepares data, trains in a worker thread, and shows and keeps what comes of it. */
export async function train(invocation: TrainInvocation): Promise<number> {
  const { terminal } = invocation;
  const started = performance.now();
  const job = await openJob(invocation);
  terminal.note(`run      ${shownPath(job.run)}`);

  const outcome = await runJob(job, terminal).catch((error: unknown) => {
    // Nothing to go on with: do not leave a directory that only stands in the way of the next try.
    if (!job.resume) removeUnstarted(job.run);
    throw error;
  });
  const seconds = (performance.now() - started) / 1000;
  if (outcome.reason === 'aborted') {
    const command = resumeCommand(job.run);
    terminal.print(`Stopped after step ${outcome.steps}; a checkpoint is written. Go on with:`);
    terminal.print(`  ${command}`);
    terminal.result({ ...outcome, run: job.run, seconds, resume: command });
    return interruptedExitCode;
  }

  printOutcome(outcome, { job, terminal, seconds });
  terminal.result({ ...outcome, run: job.run, seconds });
  return 0;
}

/** A new run, or the one that `--resume` names. */
async function openJob({ terminal, settings, options }: TrainInvocation): Promise<TrainJob> {
  if (options.resume !== undefined) {
    if (Object.keys(settings).length > 0 || options.config !== undefined) {
      throw new CliError(
        'usage',
        '--resume goes on with the settings of its run: give no other settings beside it',
      );
    }
    const run = fromStart(options.resume);
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
    return { configuration, dataset: prepared.directory, run, resume: true, command };
  }

  const configuration = absolutePaths(loadConfiguration(settings, options.config));
  // Refused here rather than in the worker, when the run has its directory already.
  splitRecipe(configuration.split);
  modelBatches(configuration.model);
  const { data, model } = configuration;
  const run =
    configuration.run.output ??
    freeRunDirectory(fromStart('runs'), `${model.kind}-${dataName(data.files)}`);
  const { dataset, directory } = await prepareData(data, terminal);
  const command = repeatCommand('train');
  await createRun(run, { configuration, dataset: dataset.manifest.contentHash, command });
  return { configuration, dataset: directory, run, resume: false, command };
}

function resumeCommand(run: string): string {
  return commandLine('train', ['--resume', shownPath(run)]);
}
