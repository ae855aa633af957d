import { parseShard, shardName } from '@org/executor';
import {
  describeUnusable,
  type ExternalId,
  type ItemRecord,
  type PartNames,
  popularityScorer,
  recommend as recommendItems,
  refuseUnusable,
  resolveHistory,
  resolveLimits,
  UnusableIdsError,
} from '@org/seqrec-data';
import { modelScorer } from '@org/sequence-model';
import { loadConfiguration } from '../config/load.js';
import { plural } from '../output/format.js';
import { recommendationLines } from '../output/recommendation-list.js';
import type { Terminal } from '../output/terminal.js';
import { asUsage, CliError } from '../program/cli-error.js';
import { useEngine } from '../program/engine.js';
import { fromStart, shownPath } from '../program/start-directory.js';
import { recommendToAll } from '../recommend/all-users.js';
import { boostsOf } from '../recommend/boosts.js';
import { readHistoryFile } from '../recommend/history-file.js';
import { leftOutByFilter } from '../recommend/left-out-by-filter.js';
import { listFormat } from '../recommend/list-format.js';
import {
  allStages,
  checkReranker,
  openReranker,
  type RerankerFlags,
} from '../recommend/reranker.js';
import { resolveItem } from '../recommend/resolve-item.js';
import { findModel, openModel } from '../runs/found-model.js';
import type { Invocation } from './command.js';

export interface RecommendFlags extends RerankerFlags {
  readonly artifact?: string;
  readonly historyFile?: string;
  readonly count?: number;
  readonly exclude?: readonly string[];
  readonly allow?: readonly string[];
  /** Over the attributes of items. */
  readonly filter?: string;
  /** Filters with a number each, by which the probability of items that pass is multiplied. */
  readonly boost?: readonly string[];
  /** Default: the model's own setting. */
  readonly excludeSeen?: boolean;
  /** Default: unknown items are left out, but a history with a single, unknown item is an error. */
  readonly ignoreUnknown?: boolean;
  readonly allUsers?: boolean;
  readonly output?: string;
  /** As `i/N`. */
  readonly shard?: string;
  readonly allowChangedData?: boolean;
}

/** The names of the parts of a request on the command line. */
const partNames: PartNames = { exclude: '--exclude', allow: '--allow' };

/** Recommends items after a history from the command line or a file, or for every user of a data set. */
export async function recommend(invocation: Invocation<RecommendFlags>): Promise<number> {
  try {
    return await (invocation.options.allUsers
      ? recommendLists(invocation)
      : recommendOnce(invocation));
  } catch (error) {
    if (!(error instanceof UnusableIdsError)) throw error;
    throw new CliError('usage', error.messageNaming(partNames), { cause: error });
  }
}

async function recommendLists(invocation: Invocation<RecommendFlags>): Promise<number> {
  const { terminal, settings, options } = invocation;
  if (invocation.arguments.length > 0 || options.historyFile !== undefined) {
    throw new CliError(
      'usage',
      '--all-users takes histories from the data: name no items beside it',
    );
  }
  if (options.reranker !== undefined || options.candidates !== undefined) {
    throw new CliError('usage', '--reranker and --candidates go with one history, not --all-users');
  }
  if (options.output === undefined) {
    throw new CliError('usage', '--all-users needs --output, a .jsonl or .csv file');
  }
  const output = fromStart(options.output);
  listFormat(output);
  const { shard: part } = options;
  const shard = part === undefined ? undefined : asUsage(() => parseShard(part));
  const found = await findModel(options.artifact, terminal);
  const { directory } = found;
  const engine = await useEngine(loadConfiguration(settings, undefined).engine);
  const artifact = await openModel(found, terminal);
  const { catalogue, config } = artifact;
  const limits = resolveLimits((id) => resolveItem(catalogue, id), options);
  if (options.ignoreUnknown === false) refuseUnusable(limits.unusable);
  warnOfUnusable(describeUnusable(limits.unusable, partNames), terminal);
  const idsOf = (indices: Int32Array) => Array.from(indices, (index) => catalogue.item(index).id);
  const k = options.count ?? 10;
  const { users, byPopularity, wasThere } = await recommendToAll({
    ...{ directory, artifact, settings, output, k, shard, terminal },
    engine: engine.name,
    allowChanged: options.allowChangedData === true,
    excludeSeen: options.excludeSeen ?? config.excludeSeen ?? true,
    exclude: [
      ...idsOf(limits.exclude),
      ...(await leftOutByFilter(options.filter, catalogue, terminal)),
    ],
    allow: limits.allow && idsOf(limits.allow),
    boost: options.boost ?? [],
  });
  terminal.note(`model    ${shownPath(directory)} (version ${config.version})`);
  const where =
    shard === undefined ? '' : `shard ${shardName(shard)}${wasThere ? ', made before,' : ''} of `;
  terminal.show(`${plural(users, 'list')} of at most ${k} items in ${where}${shownPath(output)}`);
  const { version } = config;
  terminal.result({
    ...{ artifact: directory, version, users, byPopularity, k, output },
    ...(shard && { shard, wasThere }),
  });
  return 0;
}

async function recommendOnce(invocation: Invocation<RecommendFlags>): Promise<number> {
  const { terminal, settings, options } = invocation;
  const { output, shard } = options;
  if (settings.data !== undefined || output !== undefined || shard !== undefined) {
    throw new CliError('usage', 'flags of data, --output and --shard go with --all-users');
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
  checkReranker(options);
  const found = await findModel(options.artifact, terminal);
  const { directory } = found;
  const { engine } = loadConfiguration(settings, undefined);
  await useEngine(engine);
  const { model, catalogue, config, popularity } = await openModel(found, terminal);

  const reranker = await openReranker(options);
  const excludeSeen = options.excludeSeen ?? config.excludeSeen ?? true;
  const boosts = await boostsOf(options.boost, catalogue);
  const resolve = (id: ExternalId) => resolveItem(catalogue, id);
  const known = resolveHistory(resolve, wanted);
  // A single item that is unknown is probably misspelt.
  if (wanted.length === 1 && options.ignoreUnknown !== true) refuseUnusable(known.unusable);
  const exclude = [
    ...(options.exclude ?? []),
    ...(await leftOutByFilter(options.filter, catalogue, terminal)),
  ];
  const { allow } = options;
  // A re-ranker gets only candidates that may be recommended, or its list would be too short.
  const limits = resolveLimits(resolve, { exclude, allow });
  const first = { ...limits, scorer: boosts.ofModel(modelScorer(model)), catalogue, excludeSeen };
  const { recommendations, ignored, withoutHistory } = await recommendItems(
    allStages(first, reranker),
    catalogue,
    wanted,
    {
      resolve,
      k: options.count ?? 10,
      excludeSeen,
      exclude,
      ...(allow && { allow }),
      unknown: options.ignoreUnknown === false ? 'error' : 'ignore',
      fallback: boosts.ofPopularity(popularityScorer(popularity, catalogue.itemCount)),
    },
  );

  const history = Array.from(known.history.items, (index) => catalogue.item(index));
  const notices = describeUnusable(ignored, partNames);
  terminal.note(`model    ${shownPath(directory)} (version ${config.version})`);
  if (reranker !== undefined) {
    const { artifact: second, candidates } = reranker;
    terminal.note(
      `reranker ${shownPath(second.directory)} (version ${second.config.version}) of ${plural(candidates, 'candidate')}`,
    );
  }
  warnOfUnusable(notices, terminal);
  if (withoutHistory) {
    terminal.warn('the model knows nothing of this history, so these are the most popular items');
  } else {
    terminal.note(`after    ${history.map(nameOf).join(' → ')}`);
  }
  const names = recommendations.map(({ title, item }) => title ?? String(item));
  for (const line of recommendationLines(names)) terminal.show(line);
  terminal.result({
    artifact: directory,
    version: config.version,
    ...(reranker && {
      reranker: {
        artifact: reranker.artifact.directory,
        version: reranker.artifact.config.version,
        candidates: reranker.candidates,
      },
    }),
    history: history.map(({ id, title }) => ({ id, title })),
    ignored: [...new Set(ignored.map(({ id }) => id))],
    notices,
    fallback: withoutHistory ? 'popularity' : null,
    recommendations: recommendations.map(({ item, title, score }) => ({ id: item, title, score })),
  });
  return 0;
}

function warnOfUnusable(notices: readonly string[], terminal: Terminal): void {
  for (const notice of notices) terminal.warn(`${notice}: left out`);
}

function nameOf({ title, id }: ItemRecord): string {
  return title ?? String(id);
}
