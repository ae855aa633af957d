import { type ExternalId, type ItemRecord, recommend as recommendItems } from '@org/seqrec-data';
import { modelScorer } from '@org/sequence-model';
import { loadConfiguration } from '../config/load.js';
import { popularityScorer } from '../measure/baselines.js';
import { plural } from '../output/format.js';
import { recommendationLines } from '../output/recommendation-list.js';
import { CliError } from '../program/cli-error.js';
import { useEngine } from '../program/engine.js';
import { fromStart, shownPath } from '../program/start-directory.js';
import { recommendToAll } from '../recommend/all-users.js';
import { readHistoryFile } from '../recommend/history-file.js';
import { listFormat } from '../recommend/list-format.js';
import { resolveItems } from '../recommend/resolve-items.js';
import { findArtifact, openArtifact } from '../runs/artifact.js';
import type { Invocation } from './command.js';

export interface RecommendFlags {
  readonly artifact?: string;
  readonly historyFile?: string;
  readonly count?: number;
  readonly exclude?: readonly string[];
  readonly allow?: readonly string[];
  readonly includeSeen?: boolean;
  readonly ignoreUnknown?: boolean;
  readonly allUsers?: boolean;
  readonly output?: string;
  readonly allowChangedData?: boolean;
}

/** What a model recommends, after a history that is typed or kept in a file, or to every user of a data set. */
export async function recommend(invocation: Invocation<RecommendFlags>): Promise<number> {
  return invocation.options.allUsers ? recommendLists(invocation) : recommendOnce(invocation);
}

async function recommendLists(invocation: Invocation<RecommendFlags>): Promise<number> {
  const { terminal, settings, options } = invocation;
  if (invocation.arguments.length > 0 || options.historyFile !== undefined) {
    throw new CliError(
      'usage',
      '--all-users takes histories from the data: name no items beside it',
    );
  }
  if (options.output === undefined) {
    throw new CliError('usage', '--all-users needs --output, a .jsonl or .csv file');
  }
  const output = fromStart(options.output);
  listFormat(output);
  const directory = findArtifact(options.artifact);
  await useEngine(loadConfiguration(settings, undefined).engine);
  const artifact = await openArtifact(directory);
  const { catalogue, config } = artifact;
  const ignoreUnknown = options.ignoreUnknown === true;
  const idsOf = async (items: readonly string[]) =>
    (await resolveItems(items, { directory, catalogue, ignoreUnknown, terminal })).map(
      ({ id }) => id,
    );
  const k = options.count ?? 10;
  const allow = options.allow && (await idsOf(options.allow));
  requireAllowed(allow);
  const users = await recommendToAll({
    ...{ directory, artifact, settings, output, k, terminal },
    allowChanged: options.allowChangedData === true,
    excludeSeen: options.includeSeen !== true,
    exclude: await idsOf(options.exclude ?? []),
    allow,
  });
  terminal.note(`model    ${shownPath(directory)} (version ${config.version})`);
  terminal.show(`${plural(users, 'list')} of at most ${k} items in ${shownPath(output)}`);
  terminal.result({ artifact: directory, version: config.version, users, k, output });
  return 0;
}

async function recommendOnce(invocation: Invocation<RecommendFlags>): Promise<number> {
  const { terminal, settings, options } = invocation;
  if (settings.data !== undefined || options.output !== undefined) {
    throw new CliError('usage', 'flags of data and --output go with --all-users');
  }
  const wanted: ExternalId[] = [...invocation.arguments];
  if (options.historyFile !== undefined) {
    wanted.unshift(...(await readHistoryFile(options.historyFile)));
  }
  if (wanted.length === 0) {
    throw new CliError(
      'usage',
      'name what came before: ids or titles, or --history-file; or --all-users',
    );
  }
  const directory = findArtifact(options.artifact);
  const { engine } = loadConfiguration(settings, undefined);
  await useEngine(engine);
  const { model, catalogue, config, popularity } = await openArtifact(directory);

  const ignoreUnknown = options.ignoreUnknown === true;
  const resolve = (ids: readonly ExternalId[]) =>
    resolveItems(ids, { directory, catalogue, ignoreUnknown, terminal });
  const history = await resolve(wanted);
  const exclude = await resolve(options.exclude ?? []);
  const allow = options.allow && (await resolve(options.allow));
  requireAllowed(allow);
  const { recommendations } = await recommendItems(
    modelScorer(model),
    catalogue,
    history.map(({ id }) => id),
    {
      k: options.count ?? 10,
      excludeSeen: options.includeSeen !== true,
      fallback: popularityScorer(popularity, catalogue.itemCount),
      exclude: exclude.map(({ id }) => id),
      ...(allow && { allow: allow.map(({ id }) => id) }),
    },
  );

  terminal.note(`model    ${shownPath(directory)} (version ${config.version})`);
  if (history.length === 0) {
    terminal.warn('the model knows nothing of this history, so these are the most popular items');
  } else {
    terminal.note(`after    ${history.map(nameOf).join(' → ')}`);
  }
  const names = recommendations.map(({ title, item }) => title ?? String(item));
  for (const line of recommendationLines(names)) terminal.show(line);
  terminal.result({
    artifact: directory,
    version: config.version,
    history: history.map(({ id, title }) => ({ id, title })),
    fallback: history.length === 0 ? 'popularity' : null,
    recommendations: recommendations.map(({ item, title, score }) => ({ id: item, title, score })),
  });
  return 0;
}

/** Refuses a list of allowed items of which the model knows none: nothing could be recommended. */
function requireAllowed(allow: readonly unknown[] | undefined): void {
  if (allow === undefined || allow.length > 0) return;
  throw new CliError(
    'usage',
    'the model knows none of the items of --allow: nothing can be recommended',
  );
}

function nameOf({ title, id }: ItemRecord): string {
  return title ?? String(id);
}
