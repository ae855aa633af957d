import open from 'open';
import { loadConfiguration, mergeSections, type PartialConfiguration } from '../config/load.js';
import { dataName } from '../data/data-name.js';
import { prepareData } from '../data/prepared-data.js';
import type { Terminal } from '../output/terminal.js';
import { CliError } from '../program/cli-error.js';
import { interruptedExitCode, onInterrupt } from '../program/interrupt.js';
import {
  pageOf,
  requireFreePort,
  requireServer,
  type ServedModel,
  ServerProcess,
} from '../program/server-process.js';
import { fromStart } from '../program/start-directory.js';
import { freeRun } from '../runs/run-lock.js';
import { printOutcome } from '../train/print-outcome.js';
import type { Invocation } from './command.js';
import { stopped, trainRun } from './train.js';

export interface DemoFlags {
  readonly port?: number;
  readonly open?: boolean;
}

/** Trains in less than a minute on the shipped sample, on two cores, and ranks better than popularity. */
const SMALL: PartialConfiguration = {
  model: { kind: 'sasrec', maxLength: 50, hiddenSize: 64, layers: 1, heads: 1 },
  training: { batchSize: 16, patience: 0 },
  evaluation: { resamples: 200 },
};
/** Epochs on the shipped sample, and its sequences. Larger data get fewer epochs, so that the time stays alike. */
const EPOCHS = 5;
const SAMPLE = 671;

/** Trains a small model, serves it, and shows where its page is. Ctrl-C ends both. */
export async function demo({
  terminal,
  settings,
  options,
}: Invocation<DemoFlags>): Promise<number> {
  const { port = 3000 } = options;
  requireServer();
  await requireFreePort(port);
  const chosen = await smallSettings(settings, terminal);
  const trained = await trainRun(
    { terminal, settings: chosen, arguments: [], options: {} },
    'demo',
  );
  const { outcome, job, seconds } = trained;
  if (outcome.reason === 'aborted') return stopped(trained, outcome, terminal);
  printOutcome(outcome, { job, terminal, seconds });
  const { artifact } = outcome;
  return serve({ artifact, engine: job.configuration.engine.name, port }, (url) => {
    terminal.show(`Page     ${terminal.resultStyle.bold(pageOf(url))}`);
    terminal.result({ ...outcome, run: job.run, seconds, url, page: pageOf(url) });
    terminal.print('Ctrl-C ends the server.');
    if (options.open === true) openPage(pageOf(url), terminal);
  });
}

/** The settings of the demo under those that were given. */
async function smallSettings(
  given: PartialConfiguration,
  terminal: Terminal,
): Promise<PartialConfiguration> {
  const { data, run } = loadConfiguration(given, undefined);
  const { dataset } = await prepareData(data, terminal, { quiet: true });
  const { sequences } = dataset.manifest.counts;
  const epochs = Math.min(EPOCHS, Math.max(1, Math.round((EPOCHS * SAMPLE) / sequences)));
  const output = run.output ?? freeRun(fromStart('runs'), `demo-${dataName(data.files)}`);
  const chosen = mergeSections(
    mergeSections(SMALL, { training: { ...SMALL.training, epochs }, run: { output } }),
    given,
  );
  const shown = { ...chosen.model, ...chosen.training };
  const words = Object.entries(shown).map(([name, value]) => `${name} ${value}`);
  terminal.note(`demo     small settings: ${words.join(', ')}`);
  return chosen;
}

/** Serves a model until an interrupt, and returns the exit code. */
async function serve(model: ServedModel, onReady: (url: string) => void): Promise<number> {
  const server = new ServerProcess(model);
  let isStopping = false;
  const stopListening = onInterrupt({
    first: () => {
      isStopping = true;
      server.stop();
    },
    second: (interrupt) => {
      server.kill();
      process.exit(interruptedExitCode(interrupt));
    },
  });
  try {
    const url = await server.ready;
    if (url !== undefined && !isStopping) onReady(url);
    const why = await server.ended;
    if (isStopping) return 0;
    throw new CliError('failure', why);
  } finally {
    stopListening();
  }
}

/** Opens a page in the browser. Where no browser opens, the demo goes on: the terminal shows the address. */
async function openPage(page: string, terminal: Terminal): Promise<void> {
  const fail = () => terminal.warn(`no browser could be opened: open ${page} yourself`);
  try {
    const browser = await open(page);
    browser.once('error', fail).once('exit', (code) => {
      if (code !== 0) fail();
    });
  } catch {
    fail();
  }
}
