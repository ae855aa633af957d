import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { loadArtifact } from '@org/artifact';
import { parseMetricKey } from '@org/metrics';
import { modelBuilders } from '@org/models';
import { DEFAULT_ALIAS, publish, setAlias } from '@org/registry';
import { type Dataset, splitSequences } from '@org/seqrec-data';
import type { SettledConfiguration } from '../config/configuration.js';
import { givenSettings } from '../config/load.js';
import { dataName } from '../data/data-name.js';
import { prepareData } from '../data/prepared-data.js';
import { formatCount, formatShare, formatTime, plural } from '../output/format.js';
import { ProgressLine } from '../output/progress.js';
import type { Terminal } from '../output/terminal.js';
import { writeOutput } from '../output/write-output.js';
import { CliError } from '../program/cli-error.js';
import { useEngine } from '../program/engine.js';
import { interruptedExitCode } from '../program/interrupt.js';
import { repeatCommand } from '../program/repeat-command.js';
import { fromStart, shownPath } from '../program/start-directory.js';
import { trainedOn } from '../runs/found-model.js';
import { writeRunRecord } from '../runs/run-directory.js';
import { runJob } from '../train/run-job.js';
import { type CandidatePlace, openCandidatePlace } from '../update/candidate-place.js';
import { type Gate, type GateRule, gate } from '../update/gate.js';
import { type NewestEvents, newestEvents, unseenBy } from '../update/newest-events.js';
import { type ServingModel, servingModel } from '../update/serving-model.js';
import { showGate } from '../update/show-gate.js';
import type { UpdateFlags } from '../update/update-flags.js';
import { givenOverRun, settingsOfUpdate } from '../update/update-settings.js';
import type { Invocation } from './command.js';

const DEFAULT_SHARE = 0.2;
const DEFAULT_METRIC = 'ndcg@10';

/** The exit code of a new model that the gate refuses; 0 is one that is published, and a day without new events. */
const REFUSED = 3;

/** What the parts of an update share. */
interface Update {
  readonly serving: ServingModel;
  readonly dataset: Dataset;
  /** The directory of the dataset's files, in the cache. */
  readonly datasetDirectory: string;
  readonly newest: NewestEvents;
  readonly configuration: SettledConfiguration;
  readonly place: CandidatePlace;
  readonly rule: GateRule;
  readonly terminal: Terminal;
}

/** Continues training the last model with new events, and publishes the result if it is as good on the newest of them. */
export async function update({
  terminal,
  settings,
  options,
}: Invocation<UpdateFlags>): Promise<number> {
  const rule = gateRule(options);
  const serving = await servingModel(options, terminal);
  const { directory: artifact, config } = serving;
  const given = givenOverRun(givenSettings(settings, options.config), serving.run, options);
  const { dataset, directory: datasetDirectory } = await prepareData(given.data, terminal);
  const newest = eventsSince(serving, dataset, options);
  if (newest === undefined) {
    terminal.show(`Nothing new: ${whyNothing(serving, dataset)}. ${shownPath(artifact)} stays.`);
    terminal.result({ outcome: 'nothing-new', from: { artifact, version: config.version } });
    return 0;
  }
  describeEvents(newest, dataset, terminal);

  const output = options.to === undefined ? undefined : fromStart(options.to);
  const name = `${given.model.kind}-${dataName(given.data.files)}`;
  const place = await openCandidatePlace(output, { runs: fromStart('runs'), name });
  try {
    const configuration = settingsOfUpdate(given, newest.recipe, place.target);
    return await makeAndPublish({
      ...{ serving, dataset, datasetDirectory, newest, configuration, place, rule, terminal },
    });
  } finally {
    await place.close();
  }
}

function gateRule({ gate: metric = DEFAULT_METRIC, margin = 0 }: UpdateFlags): GateRule {
  const parsed = parseMetricKey(metric);
  if (parsed !== undefined) return { metric: `${parsed.metric}@${parsed.k}`, margin };
  throw new CliError(
    'usage',
    `--gate is a metric with a cut-off, like ${DEFAULT_METRIC}; got ${metric}`,
  );
}

/** Undefined where the data is what it was, or has no newer events. */
function eventsSince(
  { config }: ServingModel,
  { manifest, sequences }: Dataset,
  { heldOut: share = DEFAULT_SHARE, testFrom }: UpdateFlags,
): NewestEvents | undefined {
  if (manifest.contentHash === trainedOn(config)) return undefined;
  return newestEvents(sequences, { isNew: unseenBy(config), share, testFrom });
}

function whyNothing({ config }: ServingModel, { manifest }: Dataset): string {
  return manifest.contentHash === trainedOn(config)
    ? 'the data is what the model was trained on'
    : 'the data has changed, but no event is newer than those that the model has seen; train again to take the changes in';
}

function describeEvents(
  { count, from, to, tested }: NewestEvents,
  { manifest, sequences }: Dataset,
  terminal: Terminal,
): void {
  const day = (time: number) => formatTime(time, manifest.source.timestampUnit);
  const share = formatShare(tested / sequences.items.length);
  terminal.note(
    `new      ${plural(count, 'event')} from ${day(from)} to ${day(to)}; the newest ${formatCount(tested)} (${share} of all) are the test`,
  );
}

async function makeAndPublish(made: Update): Promise<number> {
  const { serving, newest, place, rule, terminal } = made;
  const { directory: artifact, config } = serving;
  terminal.note(`from     ${shownPath(artifact)} (version ${config.version})`);
  const trained = await trainCandidate(made);
  if (trained.reason === 'aborted') {
    terminal.print('Stopped: nothing is published, and the next update begins anew.');
    return interruptedExitCode(trained.interrupt);
  }
  const { version } = trained;
  const verdict = await passGate(made);
  const from = { artifact, version: config.version };
  const facts = { from, version, events: newest, gate: { ...rule, ...verdict } };
  if (!verdict.passed) {
    terminal.show(`Refused: ${verdict.reason}. ${shownPath(artifact)} stays.`);
    terminal.result({ outcome: 'refused', ...facts });
    return REFUSED;
  }
  const record = `${JSON.stringify(facts, null, 2)}\n`;
  await writeOutput(join(place.directory, 'update.json'), record, '--to');
  // They would continue the training, which an update does not.
  await rm(join(place.directory, 'checkpoints'), { recursive: true, force: true });
  await place.publish();
  const served = await serve(serving, place.target);
  const shown = terminal.resultStyle.bold(shownPath(place.target));
  terminal.show(`Published: ${verdict.reason}.`);
  terminal.show();
  terminal.show(`Model    ${shown}  (version ${version})`);
  if (served !== undefined) terminal.show(`Served   ${served}`);
  terminal.result({
    ...{ outcome: 'published', artifact: place.target, ...facts },
    ...(served !== undefined && { served }),
  });
  return 0;
}

/** Copies a published model into the registry, and lets the alias name it that servers watch. */
async function serve({ registry }: ServingModel, artifact: string): Promise<string | undefined> {
  if (registry === undefined) return undefined;
  const { directory, name } = registry;
  const version = await publish(directory, artifact, { name });
  await setAlias(directory, name, DEFAULT_ALIAS, version);
  return `${name}@${DEFAULT_ALIAS}`;
}

async function trainCandidate({
  serving,
  dataset,
  datasetDirectory,
  configuration,
  place,
  terminal,
}: Update) {
  const command = repeatCommand('update');
  const warmStart = serving.directory;
  await writeRunRecord(place.directory, {
    ...{ configuration, command, warmStart },
    dataset: dataset.manifest.contentHash,
  });
  const run = place.directory;
  const job = { configuration, dataset: datasetDirectory, run, resume: false, command, warmStart };
  return runJob(job, terminal);
}

/** Reads both models as a server would, and compares them. */
async function passGate(made: Update): Promise<Gate> {
  const { serving, dataset, newest, configuration, place, rule, terminal } = made;
  await useEngine(configuration.engine);
  const candidate = await loadArtifact(place.directory, { kinds: modelBuilders });
  const earlier = await loadArtifact(serving.directory, { kinds: modelBuilders });
  const { excludeSeen, resamples, seed } = configuration.evaluation;
  const progress = new ProgressLine(terminal);
  const verdict = await gate(candidate, earlier, {
    ...{ rule, excludeSeen, resamples, seed },
    set: splitSequences(dataset.sequences, newest.recipe).test,
    userIds: dataset.sequences.userIds,
    onProgress: (name, users, total) =>
      progress.update({
        label: `gate ${name}`,
        share: users / total,
        details: [`${formatCount(users)}/${formatCount(total)} users`],
      }),
  });
  progress.clear();
  showGate(verdict, rule, terminal);
  return verdict;
}
