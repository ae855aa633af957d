import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { absolutePaths } from '../config/absolute-paths.js';
import type { PartialConfiguration } from '../config/load.js';
import { parseConfiguration } from '../config/load.js';
import { loadSearch, parseSearch, type SearchRequest } from '../config/load-search.js';
import { dataName } from '../data/data-name.js';
import { CliError } from '../program/cli-error.js';
import { interruptedExitCode, onInterrupt } from '../program/interrupt.js';
import { commandLine } from '../program/invocation.js';
import { repeatCommand } from '../program/repeat-command.js';
import { shellWord } from '../program/shell-word.js';
import { fromStart, shownPath, withoutPassword } from '../program/start-directory.js';
import { freeRunDirectory } from '../runs/run-directory.js';
import { searchLimits } from '../search/limits.js';
import { planSearch } from '../search/plan.js';
import { claimFile, livingProcess, releaseFile } from '../search/process-file.js';
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
  readonly resume?: string;
}

type SearchInvocation = Invocation<SearchFlags>;

/** Runs trials in processes of their own, and makes of the best an ordinary run. */
export async function search(invocation: SearchInvocation): Promise<number> {
  const { run, request } = openSearch(invocation);
  const files = searchFiles(run);
  const other = livingProcess(files.lock);
  if (other !== undefined) {
    throw new CliError(
      'failure',
      `process ${other} is searching in ${shownPath(run)}: wait for its end, or if it is another program, delete ${shownPath(files.lock)}`,
    );
  }
  mkdirSync(files.directory, { recursive: true });
  claimFile(files.lock);
  try {
    return await searchIn(run, request, invocation);
  } finally {
    releaseFile(files.lock);
  }
}

/** A new search, or the directory of the one that `--resume` names. */
function openSearch({ settings, options }: SearchInvocation): {
  run: string;
  request: SearchRequest | undefined;
} {
  if (options.resume !== undefined) {
    if (Object.keys(settings).length > 0 || options.config !== undefined) {
      throw new CliError(
        'usage',
        '--resume goes on with the settings of its search: give no other settings beside it',
      );
    }
    const run = fromStart(options.resume);
    if (!existsSync(searchFiles(run).journal)) {
      throw new CliError('usage', `${options.resume} is no search: it has no search/journal.jsonl`);
    }
    return { run, request: undefined };
  }
  if (options.config === undefined) {
    throw new CliError(
      'usage',
      'say what is searched by --config, a JSON file with a section "search"; search/ of the toolkit has examples',
    );
  }
  const request = loadSearch(settings, options.config);
  const shared = absolutePaths(parseConfiguration(request.base, options.config));
  planSearch(request, options.config);
  const run =
    shared.run.output ??
    freeRunDirectory(
      fromStart('runs'),
      `search-${shared.model.kind}-${dataName(shared.data.files)}`,
    );
  if (existsSync(run) && readdirSync(run).length > 0) {
    const shown = shownPath(run);
    const resume = existsSync(searchFiles(run).journal)
      ? `, go on with it by --resume ${shellWord(shown)}`
      : '';
    throw new CliError('usage', `${shown} is not empty: choose another --output${resume}`);
  }
  return {
    run,
    request: {
      base: withAbsolutePaths(request.base),
      search: { ...request.search, parallel: searchLimits(request.search.parallel) },
    },
  };
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
      const whole = await stoppable(view, (signal) =>
        runTrials({
          ...{ plan, log, run, limits, command, view, signal },
          datasets: datasets.trials.map(({ directory }) => directory),
        }),
      );
      if (!whole) return stopped(run, terminal);
      const trial = winnerOf(log);
      terminal.note(`winner   trial ${trial}, which is now trained to its end and tested`);
      const outcome = await finishWinner(trial, {
        ...{ plan, log, run, command, terminal },
        datasets: datasets.trials,
      });
      if (outcome.reason === 'aborted') return stopped(run, terminal);
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

/** Does something that Ctrl-C ends; a second one ends everything at once. */
async function stoppable<Result>(
  view: SearchView,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const abort = new AbortController();
  const stopListening = onInterrupt({
    first: () => {
      view.print('Stopping: trials write their checkpoints. Press Ctrl-C again to leave at once.');
      abort.abort();
    },
    second: () => {
      view.clear();
      process.exit(interruptedExitCode);
    },
  });
  try {
    return await work(abort.signal);
  } finally {
    stopListening();
    view.clear();
  }
}

function stopped(run: string, terminal: SearchInvocation['terminal']): number {
  const resume = commandLine('search', ['--resume', shownPath(run)]);
  terminal.print('Stopped; what was found is kept. Go on with:');
  terminal.print(`  ${resume}`);
  terminal.result({ reason: 'aborted', run, resume });
  return interruptedExitCode;
}

/** The given settings with paths that mean the same wherever the search is gone on with. */
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

/** As a journal may keep it. */
function withoutPasswords(base: PartialConfiguration): Record<string, Record<string, unknown>> {
  const { data, ...others } = base;
  if (!Array.isArray(data?.files)) return { ...base };
  const files = data.files.map((file) => withoutPassword(String(file)));
  return { ...others, data: { ...data, files } };
}
