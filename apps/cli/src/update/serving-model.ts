import { type ArtifactConfig, readArtifactConfig } from '@org/artifact';
import type { Terminal } from '../output/terminal.js';
import { CliError } from '../program/cli-error.js';
import { shownPath } from '../program/start-directory.js';
import { findModel } from '../runs/found-model.js';
import { findRun, type RunRecord } from '../runs/run-directory.js';

/** The model that serves, and how it was trained. */
export interface ServingModel {
  readonly directory: string;
  readonly run: RunRecord;
  readonly config: ArtifactConfig;
}

/** @throws CliError `usage` for a run that is not finished, and for a model without its run. */
export async function servingModel(
  path: string | undefined,
  terminal: Terminal,
): Promise<ServingModel> {
  const { directory, stopped } = await findModel(path, terminal);
  const shown = shownPath(directory);
  if (stopped !== undefined) {
    throw new CliError(
      'usage',
      `${shown} is not trained to its end: finish it, or name another --artifact`,
    );
  }
  const run = findRun(directory);
  if (run === undefined) {
    throw new CliError(
      'usage',
      `${shown} has no run.json, which says how it was trained: name the directory that train wrote by --artifact`,
    );
  }
  return { directory, run, config: await readArtifactConfig(directory) };
}
