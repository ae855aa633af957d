import { prepareData } from '../data/prepared-data.js';
import { CliError } from '../program/cli-error.js';
import { useEngine } from '../program/engine.js';
import { fromStart } from '../program/start-directory.js';
import { loadBest, ratingModel, readRatingRun } from '../ratings/rating-run.js';
import { readRatingTexts } from '../ratings/rating-texts.js';
import { resolveItem } from '../recommend/resolve-item.js';
import type { Invocation } from './command.js';

export interface PredictRatingFlags {
  readonly artifact: string;
  readonly user: string;
}

/** Predicts how a user rates items, after all the user rated. */
export async function predictRating({
  terminal,
  arguments: wanted,
  options,
}: Invocation<PredictRatingFlags>): Promise<number> {
  const directory = fromStart(options.artifact);
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
  const items = wanted.map((text) => {
    const found = resolveItem(dataset.catalogue, text);
    if (found.kind === 'found') return found.item;
    const near = found.kind === 'unknown' && found.near !== undefined && found.near.length > 0;
    throw new CliError(
      'usage',
      found.kind === 'ambiguous'
        ? `"${text}" names several items: give the id of one, ${found.items.map(({ id }) => id).join(' or ')}`
        : `the model knows no item "${text}"${near ? `; similar: ${found.near.join(', ')}` : ''}`,
    );
  });
  const { userIds, offsets, times } = {
    ...dataset.sequences,
    times: dataset.sequences.timestamps,
  };
  const user = userIds.findIndex((id) => String(id) === options.user);
  if (user < 0) {
    throw new CliError('usage', `the data has no user "${options.user}"`);
  }
  await useEngine(run.configuration.engine);
  const { data, model, predictor } = ratingModel(
    run.configuration,
    dataset,
    await readRatingTexts(directory, run.configuration.ratings),
  );
  await loadBest(directory, model);
  const end = offsets[user + 1] as number;
  const last = times === undefined ? undefined : data.times?.[end - 1];
  const values = await predictor.predict({
    data,
    users: new Int32Array(items.length).fill(user),
    items: Int32Array.from(items, ({ index }) => index),
    ends: new Int32Array(items.length).fill(end),
    ...(last !== undefined && { times: new Float64Array(items.length).fill(last) }),
  });
  const ratings = items.map(({ id, title }, place) => ({
    item: id,
    ...(title !== undefined && { title }),
    rating: Number(values[place]?.toFixed(4)),
  }));
  for (const { item, title, rating } of ratings) {
    terminal.show(`${rating.toFixed(2)}  ${title ?? item}`);
  }
  terminal.result({ user: userIds[user], ratings });
  return 0;
}
