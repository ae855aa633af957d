import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EVALUATION_FILE } from '@org/evaluation';
import type { DataSettings } from './check-data.js';
import { writeJson } from './json-file.js';
import { program, runsDirectory } from './places.js';
import { Problem } from './problem.js';
import type { BaselineRow, NamedRow, TrainedRow } from './row.js';

/** The options for running a row. */
export interface RunPlan {
  readonly seed: number;
  /** Trains only this many epochs, to measure the time of one. Such a run has its own directory. */
  readonly trialEpochs?: number | undefined;
}

export function runDirectory(row: string, { seed, trialEpochs }: RunPlan): string {
  return join(runsDirectory, `${row}-seed${seed}${trialEpochs === undefined ? '' : '-trial'}`);
}

/** The settings that determine the numbers, in the form of a result. */
export function settingsOf(
  row: NamedRow,
  { seed, trialEpochs }: RunPlan,
): Readonly<Record<string, unknown>> {
  if ('baseline' in row) return { ...row.baseline, seed };
  if ('evaluate' in row) return { model: row.evaluate, protocol: row.protocol, seed };
  const { model, training, evaluation } = row.train;
  const trial = trialEpochs === undefined ? {} : { epochs: trialEpochs, validateEvery: 1 };
  return { model, training: { ...training, ...trial, seed }, evaluation };
}

/** The arguments for Node to run a row on its data, or to resume its run. */
export async function argumentsFor(
  row: NamedRow,
  plan: RunPlan,
  data: DataSettings,
): Promise<string[]> {
  if ('baseline' in row) return baselineArguments(row, plan, data);
  if ('train' in row) return trainArguments(row, plan, data);
  return evaluateArguments(row, plan);
}

async function trainArguments(
  row: NamedRow<TrainedRow>,
  plan: RunPlan,
  data: DataSettings,
): Promise<string[]> {
  const run = runDirectory(row.name, plan);
  if (existsSync(join(run, 'run.json'))) return [program, 'train', '--resume', run];
  const config = `${run}.config.json`;
  const output = { output: run, tensorboard: false };
  await writeJson(config, { data, ...settingsOf(row, plan), run: output });
  return [program, 'train', '--config', config];
}

function evaluateArguments(
  { name, evaluate: model, protocol }: Extract<NamedRow, { evaluate: string }>,
  plan: RunPlan,
): string[] {
  const artifact = runDirectory(model, plan);
  if (!existsSync(join(artifact, EVALUATION_FILE))) {
    throw new Problem(
      `${name} measures the model of ${model}: run pnpm reproduce ${model} --seed ${plan.seed} first`,
    );
  }
  const output = runDirectory(name, plan);
  const what = ['--artifact', artifact, '--output', output, '--protocol', protocol];
  return [program, 'evaluate', ...what];
}

function baselineArguments(
  { name, baseline }: NamedRow<BaselineRow>,
  plan: RunPlan,
  data: DataSettings,
): string[] {
  const worker = fileURLToPath(new URL('baseline-worker.ts', import.meta.url));
  const job = { ...baseline, seed: plan.seed, data, output: runDirectory(name, plan) };
  const loader = ['--conditions=@org/source', '--import', import.meta.resolve('tsx')];
  return [...loader, worker, JSON.stringify(job)];
}
