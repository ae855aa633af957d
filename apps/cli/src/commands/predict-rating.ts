import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  loadRatingArtifact,
  predictRatings,
  type RatingAnswer,
  type RatingArtifact,
  type RatingRequest,
  type ResolveRatingsOptions,
  resolveRatings,
} from '@org/bst';
import { ratingData } from '@org/ratings';
import { describeUnusable, type ExternalId, SeqrecDataError } from '@org/seqrec-data';
import { loadConfiguration } from '../config/load.js';
import { prepareData } from '../data/prepared-data.js';
import type { Terminal } from '../output/terminal.js';
import { CliError } from '../program/cli-error.js';
import { useEngine } from '../program/engine.js';
import { shellWord } from '../program/shell-word.js';
import { fromStart, shownPath } from '../program/start-directory.js';
import { isRatingRun, readRatingRun } from '../ratings/rating-run.js';
import { requestLines } from '../ratings/request-lines.js';
import { resolveItem } from '../recommend/resolve-item.js';
import type { Invocation } from './command.js';

export interface PredictRatingFlags {
  readonly artifact: string;
  readonly user?: string;
  readonly requests?: string;
}

/** Requests that are predicted together, which bounds memory. */
const REQUESTS_AT_ONCE = 256;

/** Predicts how a user of the data rates items, after all the user rated; or answers requests of a file. */
export async function predictRating(invocation: Invocation<PredictRatingFlags>): Promise<number> {
  const { terminal, arguments: wanted, settings, options } = invocation;
  const { user, requests } = options;
  if ((user === undefined) === (requests === undefined)) {
    throw new CliError('usage', 'name either --user and items, or --requests, a file of both');
  }
  if (requests === undefined ? wanted.length === 0 : wanted.length > 0) {
    throw new CliError(
      'usage',
      requests === undefined
        ? 'name the items to rate: ids or titles'
        : '--requests has the items to rate: name none beside it',
    );
  }
  const directory = fromStart(options.artifact);
  const from = user === undefined ? undefined : await requestOfUser(directory, user, terminal);
  await useEngine(loadConfiguration(settings, undefined).engine);
  const artifact = await loadModel(directory);
  if (from !== undefined) return predictOne(artifact, { ...from, items: wanted }, terminal);
  return predictFile(artifact, requests ?? '-', terminal);
}

async function predictOne(
  artifact: RatingArtifact,
  request: RatingRequest,
  terminal: Terminal,
): Promise<number> {
  const { catalogue } = artifact;
  const items = request.items.map((text) => {
    const found = resolveItem(catalogue, text);
    if (found.kind === 'found') return found.item.id;
    throw new CliError('usage', describeUnusable([{ id: text, resolution: found }]).join('; '));
  });
  const [answer] = await predictRatings(artifact, [{ ...request, items }]);
  const ratings = ratingsOf(answer);
  for (const { item, title, rating } of ratings) {
    terminal.show(`${rating.toFixed(2)}  ${title ?? item}`);
  }
  terminal.result({ user: request.user, ratings });
  return 0;
}

/** Prints the answers as JSON lines in the order of the requests. */
async function predictFile(
  artifact: RatingArtifact,
  file: string,
  terminal: Terminal,
): Promise<number> {
  const answers: object[] = [];
  const resolve = (id: ExternalId) => resolveItem(artifact.catalogue, id);
  let batch: RatingRequest[] = [];
  const flush = async () => {
    const predicted = await predictRatings(artifact, batch, { resolve });
    for (const [place, answer] of predicted.entries()) {
      const user = batch[place]?.user;
      const line = {
        ...(user !== undefined && { user }),
        ratings: ratingsOf(answer),
        ...(answer.unusable.length > 0 && { ignored: answer.unusable.map(({ id }) => id) }),
      };
      if (terminal.json) answers.push(line);
      else terminal.show(JSON.stringify(line));
    }
    batch = [];
  };
  for await (const { request, place } of requestLines(file)) {
    checkRequest(request, place, { ...artifact, resolve });
    if (batch.push(request) === REQUESTS_AT_ONCE) await flush();
  }
  await flush();
  terminal.result({ answers });
  return 0;
}

/** Names the line of a request that cannot be answered, before others of its batch are computed. */
function checkRequest(request: RatingRequest, place: string, options: ResolveRatingsOptions): void {
  try {
    resolveRatings(request, options);
  } catch (error) {
    if (!(error instanceof SeqrecDataError)) throw error;
    throw new CliError('usage', `${place}: ${error.message}`, { cause: error });
  }
}

function ratingsOf(answer: RatingAnswer | undefined) {
  return (answer?.ratings ?? []).map(({ id, title, rating }) => ({
    item: id,
    ...(title !== undefined && { title }),
    rating: Number(rating.toFixed(4)),
  }));
}

/** What a user of the data of a run rated, as a request without items. */
async function requestOfUser(
  directory: string,
  wanted: string,
  terminal: Terminal,
): Promise<RatingRequest> {
  const run = readRatingRun(directory);
  const { dataset } = await prepareData(run.configuration.data, terminal, {
    contentHash: run.dataset,
    quiet: true,
  });
  if (dataset.manifest.contentHash !== run.dataset) {
    throw new CliError(
      'failure',
      'the data of the run changed since it began: restore it, or train again',
    );
  }
  const { userIds, offsets, items, timestamps } = dataset.sequences;
  const { loss, implicit: chosen } = run.configuration.ratings;
  const implicit = loss === 'log' && (chosen || dataset.sequences.values === undefined);
  const row = userIds.findIndex((id) => String(id) === wanted);
  if (row < 0) throw new CliError('usage', `the data has no user "${wanted}"`);
  const { values } = ratingData(dataset, { implicit });
  const [from, to] = [offsets[row] as number, offsets[row + 1] as number];
  const history: ExternalId[] = Array.from(
    items.subarray(from, to),
    (index) => dataset.catalogue.item(index).id,
  );
  return {
    user: userIds[row],
    attributes: dataset.users?.[row]?.attributes,
    history,
    ratings: Array.from(values.subarray(from, to)),
    ...(timestamps && { timestamps: Array.from(timestamps.subarray(from, to), Number) }),
    items: [],
  };
}

async function loadModel(directory: string): Promise<RatingArtifact> {
  if (isRatingRun(directory) && !existsSync(join(directory, 'config.json'))) {
    const shown = shownPath(directory);
    throw new CliError(
      'failure',
      `${shown} is not trained to its end, so it has no model yet: continue it by train-ratings --resume ${shellWord(shown)}`,
    );
  }
  return loadRatingArtifact(directory);
}
