import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { absolutePaths } from '../config/absolute-paths.js';
import type { PartialConfiguration } from '../config/load.js';
import { parseConfiguration } from '../config/load.js';
import {
  loadSearch,
  parseSearch,
  presetSearch,
  type SearchRequest,
} from '../config/load-search.js';
import type { SearchPresetName } from '../config/search-presets.js';
import { dataName } from '../data/data-name.js';
import { CliError } from '../program/cli-error.js';
import { type Interrupt, interruptedExitCode, onInterrupt } from '../program/interrupt.js';
import { commandLine } from '../program/invocation.js';
import { repeatCommand } from '../program/repeat-command.js';
import { fromStart, shownPath, withoutPassword } from '../program/start-directory.js';
import { type LockedRun, lockNewRun, lockResumed, requireFree } from '../runs/run-lock.js';
import { searchLimits } from '../search/limits.js';
import { planSearch } from '../search/plan.js';
import { runTrials } from '../search/run-trials.js';
import { searchDatasets } from '../search/search-datasets.js';
import { searchFiles } from '../search/search-directory.js';
import { SearchLog } from '../search/search-log.js';
import { SearchView } from '../search/search-view.js';
import { showSearch } from '../search/show-search.js';
import { finishWinner, winnerOf } from '../search/winner.js';
import type { Invocation } from './command.js';

export interface SearchFlags {
  readonly config?: string;
  readonly preset?: SearchPresetName;
  readonly resume?: string;
}

type SearchInvocation = Invocation<SearchFlags>;

/** Runs trials in separate processes, and makes the best an ordinary run. */
export async function search(invocation: SearchInvocation): Promise<number> {
  const { run, lock, request } = await openSearch(invocation);
  try {
    mkdirSync(searchFiles(run).directory, { recursive: true });
    return await searchIn(run, request, invocation);
  } finally {
    await lock.release();
  }
}

interface OpenedSearch extends LockedRun {
  /** Undefined for a search that is resumed. */
  readonly request: SearchRequest | undefined;
}

/** A new search, or the one of `--resume`. */
async function openSearch({ settings, options }: SearchInvocation): Promise<OpenedSearch> {
  if (options.resume !== undefined) {
    const { config, preset } = options;
    if (Object.keys(settings).length > 0 || (config ?? preset) !== undefined) {
      throw new CliError(
        'usage',
        '--resume continues with the settings of its search: give no other settings beside it',
      );
    }
    const run = fromStart(options.resume);
    if (!existsSync(searchFiles(run).journal)) {
      throw new CliError(
        'usage',
        `${options.resume} is not a search: it has no search/journal.jsonl`,
      );
    }
    return { run, lock: await lockResumed(run), request: undefined };
  }
  const { request, origin } = requestOf(settings, options);
  const shared = absolutePaths(parseConfiguration(request.base, origin));
  planSearch(request, origin);
  const { output } = shared.run;
  if (output !== undefined) await requireFree(output, { resumable: searchFiles(output).journal });
  return {
    ...(await lockNewRun(output, `search-${shared.model.kind}-${dataName(shared.data.files)}`)),
    request: {
      base: withAbsolutePaths(request.base),
      search: { ...request.search, parallel: searchLimits(request.search.parallel) },
    },
  };
}

function requestOf(
  settings: SearchInvocation['settings'],
  { config, preset }: SearchFlags,
): { readonly request: SearchRequest; readonly origin: string } {
  if (config !== undefined && preset !== undefined) {
    throw new CliError('usage', 'give either --config or --preset');
  }
  if (preset !== undefined) {
    return { request: presetSearch(settings, preset), origin: `--preset ${preset}` };
  }
  if (config !== undefined) return { request: loadSearch(settings, config), origin: config };
  throw new CliError(
    'usage',
    'say what is searched: by --preset, or by --config, a JSON file with a section "search"; search/ of the toolkit has examples',
  );
}

async function searchIn(
  run: string,
  request: SearchRequest | undefined,
  { terminal }: SearchInvocation,
): Promise<number> {
  const files = searchFiles(run);
  const origin = shownPath(files.journal);
  const log = await SearchLog.open(files.journal);
  try {
    const begun = log.search;
    if (begun === undefined && request === undefined) {
      throw new CliError('usage', `${origin} was cut off before the search began: search anew`);
    }
    const { base, search } =
      request ?? ({ base: begun?.base ?? {}, search: parseSearch(begun?.search, origin) } as const);
    const limits = searchLimits(search.parallel);
    const plan = planSearch({ base, search }, origin);
    terminal.note(`run      ${shownPath(run)}`);
    const datasets = await searchDatasets(plan, terminal, begun?.datasets ?? []);
    const command = begun?.command ?? repeatCommand('search');
    if (begun === undefined) {
      const kept = { base: withoutPasswords(base), search, datasets: [...datasets.hashes] };
      await log.add({ type: 'search', version: 1, command, ...kept });
    }
    log.check(plan);

    const view = new SearchView(terminal, plan, log);
    view.begin();
    if (log.finished === undefined) {
      const interrupt = await stoppable(view, (signal) =>
        runTrials({
          ...{ plan: datasets.plan, log, run, limits, command, view, signal },
          datasets: datasets.trials.map(({ directory }) => directory),
        }),
      );
      if (interrupt !== undefined) return stopped(run, interrupt, terminal);
      const trial = winnerOf(log);
      terminal.note(`winner   trial ${trial}, which is now trained to its end and tested`);
      const outcome = await finishWinner(trial, {
        ...{ plan: datasets.plan, log, run, command, terminal },
        datasets: datasets.trials,
      });
      if (outcome.reason === 'aborted') return stopped(run, outcome.interrupt, terminal);
    }
    for (const { trial } of log.ranked) {
      rmSync(`${files.trial(trial)}/checkpoints`, { recursive: true, force: true });
    }
    await showSearch({ plan, log, run, terminal, command });
    return 0;
  } finally {
    await log.close();
  }
}

/**
 * Runs `work` until the search is over or an interrupt stops it, and returns the interrupt. A second Ctrl-C ends
 * everything at once. `work` returns whether the search is over.
 */
async function stoppable(
  view: SearchView,
  work: (signal: AbortSignal) => Promise<boolean>,
): Promise<Interrupt | undefined> {
  const abort = new AbortController();
  let interruptedBy: Interrupt = 'SIGINT';
  const stopListening = onInterrupt({
    first: (interrupt) => {
      interruptedBy = interrupt;
      view.print('Stopping: trials write their checkpoints. Press Ctrl-C again to leave at once.');
      abort.abort();
    },
    second: (interrupt) => {
      view.clear();
      process.exit(interruptedExitCode(interrupt));
    },
  });
  try {
    return (await work(abort.signal)) ? undefined : interruptedBy;
  } finally {
    stopListening();
    view.clear();
  }
}

function stopped(
  run: string,
  interrupt: Interrupt,
  terminal: SearchInvocation['terminal'],
): number {
  const resume = commandLine('search', ['--resume', shownPath(run)]);
  terminal.print('Stopped; what was found is kept. Continue with:');
  terminal.print(`  ${resume}`);
  terminal.result({ reason: 'aborted', interrupt, run, resume });
  return interruptedExitCode(interrupt);
}

/** The given settings with absolute paths, so that the search can be resumed from any directory. */
function withAbsolutePaths(base: PartialConfiguration): PartialConfiguration {
  const absolute: PartialConfiguration = {
    ...absolutePaths(parseConfiguration(base, 'the settings')),
  };
  return Object.fromEntries(
    Object.entries(base).map(([section, settings]) => [
      section,
      Object.fromEntries(Object.keys(settings).map((key) => [key, absolute[section]?.[key]])),
    ]),
  );
}

/** The settings without passwords, for the journal. */
function withoutPasswords(base: PartialConfiguration): Record<string, Record<string, unknown>> {
  const { data, ...others } = base;
  if (!Array.isArray(data?.files)) return { ...base };
  const files = data.files.map((file) => withoutPassword(String(file)));
  return { ...others, data: { ...data, files } };
}
