import { type CachedShards, openDataset, type StoredDataset } from '@org/seqrec-data';
import type { DataSettings } from '../config/configuration.js';
import { messageInFlags } from '../config/spell-flags.js';
import { dataLabel } from '../data/data-name.js';
import { prepareStoredData } from '../data/prepared-data.js';
import { shortHash } from '../data/short-hash.js';
import type { Terminal } from '../output/terminal.js';
import { CliError } from '../program/cli-error.js';
import { shownPath } from '../program/start-directory.js';
import { changedData } from './changed-data.js';
import { chosenData, dataFlags } from './data-flags.js';
import { namesSameFiles, sameDataSettings } from './data-over-run.js';
import type { RunSettings } from './run-settings.js';

export interface RunDataRequest {
  /** The directory of the run, or of a model without its run. */
  readonly directory: string;
  readonly settings: RunSettings;
  /** The content hash of the model's training data, if known. */
  readonly trainedOn: string | undefined;
  /** Uses the run's files even if they changed since training. */
  readonly allowChanged: boolean;
  readonly terminal: Terminal;
}

/** The data that a command uses with a model, with sequences on the disk. */
export interface StoredRunData {
  readonly dataset: StoredDataset;
  /** Whether it is exactly the model's training data. */
  readonly isOwn: boolean;
}

/**
 * Prepares the data of a run, or other data of the settings.
 *
 * @throws CliError if the run's files changed since training, unless that is allowed.
 */
export async function storedRunData(request: RunDataRequest): Promise<StoredRunData> {
  const { prepared, isOwn } = await preparedRun(request);
  return { dataset: await openDataset(prepared.directory), isOwn };
}

interface PreparedRun extends Pick<StoredRunData, 'isOwn'> {
  readonly prepared: CachedShards;
}

async function preparedRun(request: RunDataRequest): Promise<PreparedRun> {
  const { settings, terminal } = request;
  const { run, configuration, givenData } = settings;
  const { data } = configuration;
  if (run === undefined) return dataWithoutRun(request);
  const own = run.configuration.data;
  const recorded = request.trainedOn ?? run.dataset;
  const isSame = sameDataSettings(data, own);
  const prepared = await prepareStoredData(data, terminal, {
    ...(isSame ? { contentHash: recorded } : {}),
  }).catch((error: unknown) => {
    throw isSame ? error : withKeptSettings(error, own);
  });
  const found = prepared.manifest.contentHash;
  if (found === recorded) return { prepared, isOwn: true };

  if (!namesSameFiles(own, givenData)) {
    const open = Object.entries(data).filter(([key]) => givenData[key] === undefined);
    const kept = dataFlags(chosenData(Object.fromEntries(open)));
    if (kept !== '') terminal.note(`as the run has it: ${kept}`);
  } else if (isSame) {
    const change = changeOf(request, own, { recorded, found });
    if (!request.allowChanged) throw change(`${restoreOrTrain}, or ${allowIt}`);
    terminal.warn(change('it is used as it is now').message);
  } else {
    if (!request.allowChanged) await requireUnchanged(request, own, recorded);
    const { files: _, cache: __, ...flags } = givenData;
    terminal.warn(
      `${dataFlags(flags)} changes what is taken of the data since training, so what is held out now may be what the model was trained on`,
    );
  }
  return { prepared, isOwn: false };
}

const restoreOrTrain = 'restore it or train again';
const allowIt = 'use it as it is by --allow-changed-data';

/** Without a run, the model's training files are unknown. */
async function dataWithoutRun({
  directory,
  settings: { configuration, givenData },
  trainedOn,
  terminal,
}: RunDataRequest): Promise<PreparedRun> {
  if (givenData.files === undefined) {
    throw new CliError(
      'usage',
      `${shownPath(directory)} has no run.json, which would say what it was trained on: name the data with --data`,
    );
  }
  const prepared = await prepareStoredData(configuration.data, terminal);
  const { contentHash } = prepared.manifest;
  if (trainedOn !== undefined && contentHash !== trainedOn) {
    terminal.warn(
      `${shownPath(directory)} has no run.json, so the data is read by the flags alone; the model was trained on data with the hash ${shortHash(trainedOn)}, and this has ${shortHash(contentHash)}`,
    );
  }
  return { prepared, isOwn: contentHash === trainedOn };
}

/** If other settings are given, preparing the run's files with its own settings shows whether they changed. */
async function requireUnchanged(
  request: RunDataRequest,
  own: DataSettings,
  recorded: string,
): Promise<void> {
  const where = shownPath(request.directory);
  const { manifest } = await prepareStoredData(own, request.terminal, {
    contentHash: recorded,
    quiet: true,
  }).catch((cause: unknown) => {
    throw new CliError(
      'failure',
      `the data of ${where} cannot be read any more as it was for training: ${messageInFlags(cause)}; ${restoreOrTrain}, or ${allowIt}`,
      { cause },
    );
  });
  const found = manifest.contentHash;
  if (found === recorded) return;
  throw changeOf(request, own, { recorded, found })(`${restoreOrTrain}, or ${allowIt}`);
}

function changeOf(
  { directory }: RunDataRequest,
  own: DataSettings,
  hashes: { readonly recorded: string; readonly found: string },
): (advice: string) => CliError {
  const of = `${shownPath(directory)} (${dataLabel(own)})`;
  return (advice) => changedData({ of, since: 'it was trained', ...hashes, advice });
}

/** An error about other files may come from settings of the run's own files. */
function withKeptSettings(error: unknown, own: DataSettings): unknown {
  const kept = dataFlags(chosenData(own));
  if (kept === '' || !(error instanceof Error)) return error;
  return new CliError(
    'failure',
    `${messageInFlags(error)} (settings of the run hold here too: ${kept}; flags change them, and --format drops those that describe files of another format)`,
    { cause: error },
  );
}
