import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Artifact, describeArtifact } from '@org/artifact';
import type { StoppedRecord } from '@org/evaluation';
import { type LockHolder, lockHolder } from '@org/files';
import { metricLabel } from '@org/metrics';
import { modelBuilders } from '@org/models';
import { itemCounts, splitSequences } from '@org/seqrec-data';
import {
  type BestCheckpoint,
  bestCheckpoint,
  checkpointModel,
  loadCheckpointWeights,
} from '@org/training';
import { dataLabel } from '../data/data-name.js';
import { prepareData } from '../data/prepared-data.js';
import { splitRecipe } from '../data/split-recipe.js';
import type { Terminal } from '../output/terminal.js';
import { CliError } from '../program/cli-error.js';
import { commandLine } from '../program/invocation.js';
import { shownPath } from '../program/start-directory.js';
import { version } from '../program/version.js';
import { changedData } from './changed-data.js';
import { modelContent } from './model-content.js';
import { readRun } from './run-directory.js';

/** A stopped run, or one that is still training, with its best model so far. */
export interface StoppedRun {
  readonly directory: string;
  readonly best: BestCheckpoint;
  /** The epochs of its settings. */
  readonly epochs: number;
  /** The process that trains it. */
  readonly holder: LockHolder | undefined;
}

/** Whether a directory is a run that has begun to train and has no model yet. */
export function isUnfinishedRun(directory: string): boolean {
  return (
    existsSync(join(directory, 'run.json')) &&
    existsSync(join(directory, 'checkpoints')) &&
    !existsSync(join(directory, 'config.json'))
  );
}

/**
 * The best checkpoint of an unfinished run.
 *
 * @throws CliError `failure` if it has none yet.
 */
export async function openStoppedRun(directory: string): Promise<StoppedRun> {
  const best = await bestCheckpoint(join(directory, 'checkpoints'));
  const holder = await lockHolder(directory);
  if (best === undefined) {
    const advice =
      holder === undefined
        ? `train it with \`${resumeCommand(directory)}\``
        : `process ${holder.pid} is training it: wait for its first validation`;
    throw new CliError('failure', `${shownPath(directory)} has no checkpoint yet: ${advice}`);
  }
  const { epochs } = readRun(directory).configuration.training;
  return { directory, best, epochs, holder };
}

/** One sentence: where the run stopped, which of its models is used, and how to continue. */
export function stoppedSentence({ directory, best, epochs, holder }: StoppedRun): string {
  const { newest, validation, checkpoint } = best;
  const at = newest.epoch === 0 ? 'in its first epoch' : `after epoch ${newest.epoch} of ${epochs}`;
  const state =
    holder === undefined
      ? `was stopped ${at}`
      : `is still training in process ${holder.pid}, now ${at}`;
  const used =
    validation === undefined
      ? `its newest checkpoint, of step ${checkpoint.run.step}, as nothing was validated yet`
      : `its best checkpoint, of epoch ${validation.epoch + 1} (validation ${metricLabel(validation.metric)} ${validation.value.toFixed(4)})`;
  const advice = holder === undefined ? `; continue with \`${resumeCommand(directory)}\`` : '';
  return `${shownPath(directory)} ${state}; this is ${used}${advice}`;
}

/** The same for `evaluation.json`. */
export function stoppedRecord({ best, epochs }: StoppedRun): StoppedRecord {
  const { newest, validation, checkpoint } = best;
  return {
    afterEpoch: newest.epoch,
    epochs,
    step: checkpoint.run.step,
    ...(validation === undefined ? {} : { epoch: validation.epoch + 1 }),
  };
}

/**
 * The directory of files that are made from the best checkpoint, separate from those of the finished run and of other
 * checkpoints.
 */
export function stoppedPlace({ directory, best }: StoppedRun): string {
  return join(directory, 'stopped', basename(best.checkpoint.directory));
}

/**
 * The model of the best checkpoint, with items and popularity from the data of the run. An engine must be running.
 *
 * @throws CliError `failure` if the data changed.
 */
export async function stoppedArtifact(run: StoppedRun, terminal: Terminal): Promise<Artifact> {
  const { directory, best } = run;
  const { configuration, dataset: recorded } = readRun(directory);
  const { dataset } = await prepareData(configuration.data, terminal, {
    contentHash: recorded,
    quiet: true,
  });
  const found = dataset.manifest.contentHash;
  if (found !== recorded) {
    throw changedData({
      of: `${shownPath(directory)} (${dataLabel(configuration.data)})`,
      since: 'the run began',
      ...{ recorded, found },
      advice: 'restore it: a run that was stopped needs its data',
    });
  }
  const { kind, config: options } = checkpointModel(best.checkpoint);
  const build = Object.entries(modelBuilders).find(([name]) => name === kind)?.[1];
  if (build === undefined) throw new CliError('failure', `there is no model of kind ${kind}`);
  const model = await build(options, { draw: false });
  loadCheckpointWeights(model, best.checkpoint);
  const split = splitSequences(dataset.sequences, splitRecipe(configuration.split));
  const popularity = itemCounts(split.train, model.itemCount);
  const content = modelContent(configuration, { model, dataset, split, popularity });
  const config = await describeArtifact({
    ...content,
    training: { ...content.training, steps: best.checkpoint.run.step, reason: 'stopped' },
    versions: { cli: version },
  });
  return {
    directory,
    config,
    model,
    catalogue: dataset.catalogue,
    popularity,
    metrics: {},
    parts: {},
  };
}

function resumeCommand(directory: string): string {
  const isSearch = existsSync(join(directory, 'search/journal.jsonl'));
  return commandLine(isSearch ? 'search' : 'train', ['--resume', shownPath(directory)]);
}
