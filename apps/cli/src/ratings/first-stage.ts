import { CandidateLists, type RatingData, type RatingSplit } from '@org/ratings';
import {
  bestItems,
  type Dataset,
  type History,
  indicesIn,
  type Sequences,
  type SplitRecipe,
  splitSequences,
} from '@org/seqrec-data';
import { modelScorer } from '@org/sequence-model';
import { formatCount } from '../output/format.js';
import { ProgressLine } from '../output/progress.js';
import type { Terminal } from '../output/terminal.js';
import { CliError } from '../program/cli-error.js';
import { fromStart, shownPath } from '../program/start-directory.js';
import { findModel, finishedModel, openModel, trainedOn } from '../runs/found-model.js';

/** Histories that the first stage scores together. */
const AT_ONCE = 64;

/** The candidates that a re-ranker is trained on, and where they come from. */
export interface FirstStage {
  readonly lists: CandidateLists;
  /** N */
  readonly candidates: number;
  /** The events of training that the first stage was not trained on, and whose items are among their candidates. */
  readonly examples: Int32Array;
  /** The version of the model that found them. */
  readonly version: string;
}

export interface FirstStageOptions {
  /** The artifact of the first stage. */
  readonly directory: string;
  readonly candidates: number;
  readonly dataset: Dataset;
  readonly data: RatingData;
  readonly split: RatingSplit;
  readonly terminal: Terminal;
}

/**
 * Lets the first stage find candidates before each event that it was not trained on: what it says of events of its training
 * is too good, and a re-ranker would rely on it. An engine must be running.
 *
 * @throws CliError `usage` if the first stage has other data, or was trained on all events of the re-ranker's training.
 */
export async function firstStage({
  directory: given,
  candidates,
  dataset,
  data,
  split,
  terminal,
}: FirstStageOptions): Promise<FirstStage> {
  const found = await findModel(fromStart(given), terminal);
  const shown = shownPath(finishedModel(found));
  const { model, catalogue, config } = await openModel(found, terminal);
  try {
    if (trainedOn(config) !== dataset.manifest.contentHash) {
      throw new CliError(
        'usage',
        `${shown} was trained on other data than the re-ranker will be: train both with the same --data and settings of it`,
      );
    }
    if (indicesIn(catalogue, dataset.catalogue).some((index, own) => index !== own)) {
      throw new CliError('usage', `${shown} has other items than its data: train it again`);
    }
    const unseen = unseenEvents(dataset.sequences, data, config.data.split as SplitRecipe);
    const unseenOf = (events: Int32Array) => events.filter((event) => unseen[event] === 1);
    const examples = unseenOf(split.examples);
    const held = unseenOf(Int32Array.from([...split.validation, ...split.test]));
    if (examples.length === 0 || held.length < split.validation.length + split.test.length) {
      throw new CliError(
        'usage',
        `${shown} was trained on events that the re-ranker must learn from, where its candidates are too good: train a first stage that leaves more events out, such as by --split leave-last-n --test-size 10`,
      );
    }
    const events = Int32Array.from([...examples, ...held]).sort();
    const columns = {
      ...{ events, count: candidates },
      items: new Int32Array(events.length * candidates),
      scores: new Float32Array(events.length * candidates),
    };
    const scorer = modelScorer(model);
    const progress = new ProgressLine(terminal);
    try {
      for (let from = 0; from < events.length; from += AT_ONCE) {
        const histories = Array.from(events.subarray(from, from + AT_ONCE), (event) =>
          historyBefore(dataset.sequences, data, event),
        );
        const scores = await scorer.score(histories);
        for (const [row, { items: seen }] of histories.entries()) {
          const best = bestItems(scores, row, {
            k: candidates,
            itemCount: catalogue.itemCount,
            ...((config.excludeSeen ?? true) && { exclude: seen }),
          });
          columns.items.set(best.indices, (from + row) * candidates);
          columns.scores.set(best.scores, (from + row) * candidates);
        }
        progress.update({
          label: 'finding candidates',
          share: from / events.length,
          details: [`${formatCount(from)}/${formatCount(events.length)} lists`],
        });
      }
    } finally {
      progress.clear();
    }
    const lists = new CandidateLists(columns);
    const usable = lists.found(data, examples);
    terminal.note(
      `first    ${shown} (version ${config.version}): the item is among ${formatCount(candidates)} candidates for ${formatCount(usable.length)} of ${formatCount(examples.length)} events that it was not trained on`,
    );
    return { lists, candidates, examples: usable, version: config.version };
  } finally {
    model.network.dispose();
  }
}

/** [events], 1 for each event that a model of the split was not trained on. */
function unseenEvents(
  sequences: Sequences,
  { userIds, offsets, users, items }: RatingData,
  recipe: SplitRecipe,
): Uint8Array {
  const { train } = splitSequences(sequences, recipe);
  const trained = new Map(
    train.userIds.map((id, row) => [
      id,
      (train.offsets[row + 1] as number) - (train.offsets[row] as number),
    ]),
  );
  return Uint8Array.from(items, (_, event) => {
    const user = users[event] as number;
    const known = trained.get(userIds[user] as never) ?? 0;
    return event - (offsets[user] as number) >= known ? 1 : 0;
  });
}

function historyBefore(
  { items, timestamps }: Sequences,
  { users, offsets }: RatingData,
  event: number,
): History {
  const start = offsets[users[event] as number] as number;
  return {
    items: items.subarray(start, event),
    ...(timestamps && { timestamps: timestamps.subarray(start, event) }),
  };
}
