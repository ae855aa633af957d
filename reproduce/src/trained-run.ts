import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EVALUATION_FILE } from '@org/evaluation';
import { writeJson } from './json-file.js';
import { program, root } from './places.js';
import { Problem } from './problem.js';

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

/** Runs a command of the program to its end. A finished run is not repeated, and a stopped one is resumed. */
export function finishRun({ directory, result, started, command, args, say }: RunOfCommand): void {
  if (existsSync(join(directory, result))) return;
  say(directory);
  const own = existsSync(join(directory, started)) ? ['--resume', directory] : args;
  const { status } = spawnSync(process.execPath, [program, command, ...own], {
    cwd: root,
    // The table alone is on the standard output.
    stdio: ['inherit', 2, 'inherit'],
  });
  if (status !== 0) throw new Problem(`${directory} ended with ${status}; repeat the command`);
}

/** Trains a model by a configuration of `seqrec train`, to which the place of the run is added. */
export async function trainedRun(
  directory: string,
  configuration: object,
  say: (text: string) => void,
): Promise<void> {
  const config = `${directory}.config.json`;
  const run = { output: directory, tensorboard: false };
  await writeJson(config, { ...configuration, run });
  const args = ['--config', config];
  finishRun({
    ...{ directory, args, say },
    ...{ command: 'train', result: EVALUATION_FILE, started: 'run.json' },
  });
}
