import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EVALUATION_FILE } from '@org/evaluation';
import { writeJson } from './json-file.js';
import { program, root } from './places.js';
import { Problem } from './problem.js';
import { watchedNode } from './watched-process.js';

/** A run of one command of the program. */
export interface RunOfCommand {
  readonly directory: string;
  /** The file that a finished run has. */
  readonly result: string;
  /** The file that a run has from its start, so that it can be resumed. */
  readonly started: string;
  /** The command, and its arguments for a new run. */
  readonly command: string;
  readonly args: readonly string[];
  readonly say: (text: string) => void;
}

/**
 * Runs a command of the program to its end, and returns its seconds of one core. A finished run is not repeated, and takes
 * none; a stopped one is resumed.
 */
export async function finishRun({
  directory,
  result,
  started,
  command,
  args,
  say,
}: RunOfCommand): Promise<number> {
  if (existsSync(join(directory, result))) return 0;
  say(directory);
  const own = existsSync(join(directory, started)) ? ['--resume', directory] : args;
  const { ending, cpuSeconds } = await watchedNode({ args: [program, command, ...own], cwd: root });
  if (ending !== 0) throw new Problem(`${directory} ended with ${ending}; repeat the command`);
  return cpuSeconds ?? Number.NaN;
}

/** Trains a model by a configuration of `seqrec train`, to which the place of the run is added. */
export async function trainedRun(
  directory: string,
  configuration: object,
  say: (text: string) => void,
): Promise<number> {
  const config = `${directory}.config.json`;
  const run = { output: directory, tensorboard: false };
  await writeJson(config, { ...configuration, run });
  const args = ['--config', config];
  return finishRun({
    ...{ directory, args, say },
    ...{ command: 'train', result: EVALUATION_FILE, started: 'run.json' },
  });
}
