import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dataWithoutPasswords } from '../config/absolute-paths.js';
import { type SettledConfiguration, settle } from '../config/configuration.js';
import { parseConfiguration } from '../config/load.js';
import { writeOutput } from '../output/write-output.js';
import { CliError } from '../program/cli-error.js';
import { shownPath } from '../program/start-directory.js';

/** The content of `run.json`, which resuming a run needs. */
export interface RunRecord {
  /** Paths in it are absolute; it is written without the passwords of databases. */
  readonly configuration: SettledConfiguration;
  /** The content hash of its dataset. */
  readonly dataset: string;
  /** The command line that began it. */
  readonly command: string;
  /** The directory of the model whose weights it started from. Such a run is an update and cannot be resumed. */
  readonly warmStart?: string | undefined;
}

const recordFile = 'run.json';

/** Writes the record of a run into its directory, without passwords. */
export async function writeRunRecord(directory: string, record: RunRecord): Promise<void> {
  const data = dataWithoutPasswords(record.configuration.data);
  const configuration = { ...record.configuration, data };
  await writeOutput(
    join(directory, recordFile),
    `${JSON.stringify({ ...record, configuration }, null, 2)}\n`,
  );
}

/** Removes a run that failed before it wrote a checkpoint. */
export function removeUnstarted(directory: string): void {
  const checkpoints = join(directory, 'checkpoints');
  if (existsSync(checkpoints) && readdirSync(checkpoints).length > 0) return;
  rmSync(directory, { recursive: true, force: true });
}

export function readRun(directory: string): RunRecord {
  const file = join(directory, recordFile);
  let record: {
    configuration?: { model?: { kind?: string } };
    dataset?: unknown;
    command?: unknown;
    warmStart?: unknown;
  };
  try {
    record = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new CliError(
      'usage',
      `${shownPath(directory)} is not a run of this program: it has no readable ${recordFile}`,
      { cause },
    );
  }
  return {
    configuration: settle(parseConfiguration(record.configuration, shownPath(file)), true),
    dataset: String(record.dataset),
    command: String(record.command),
    ...(typeof record.warmStart === 'string' && { warmStart: record.warmStart }),
  };
}

/** The run of a directory; undefined for a model without its run. */
export function findRun(directory: string): RunRecord | undefined {
  return existsSync(join(directory, recordFile)) ? readRun(directory) : undefined;
}
