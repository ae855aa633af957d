import { dirname } from 'node:path';
import type { Artifact } from '@org/artifact';
import { popularityScorer, recommendBatch } from '@org/seqrec-data';
import { modelScorer } from '@org/sequence-model';
import type { PartialConfiguration } from '../config/load.js';
import { formatCount, plural } from '../output/format.js';
import { ProgressLine } from '../output/progress.js';
import type { Terminal } from '../output/terminal.js';
import { requireWritable, writeOutput } from '../output/write-output.js';
import { CliError } from '../program/cli-error.js';
import { type Interrupt, interruptedExitCode, onInterrupt } from '../program/interrupt.js';
import { shownPath } from '../program/start-directory.js';
import { trainedOn } from '../runs/found-model.js';
import { modelSequences } from '../runs/model-sequences.js';
import { runData } from '../runs/run-data.js';
import { runSettings } from '../runs/run-settings.js';
import { listFormat } from './list-format.js';
import { type UserHistory, userHistories } from './user-histories.js';

export interface AllUsersOptions {
  /** The artifact's directory. */
  readonly directory: string;
  readonly artifact: Artifact;
  /** The settings of flags; the run gives the others. */
  readonly settings: PartialConfiguration;
  /** Uses the run's files even if they changed since training. */
  readonly allowChanged: boolean;
  readonly output: string;
  readonly k: number;
  readonly excludeSeen: boolean;
  readonly exclude: readonly (string | number)[];
  readonly allow: readonly (string | number)[] | undefined;
  readonly terminal: Terminal;
}

/** Users per batch, which bounds memory. */
const usersAtOnce = 256;

/** The number of written lists. */
export interface AllUsersResult {
  readonly users: number;
  /** The number of these lists for histories without known items. */
  readonly byPopularity: number;
}

/** Writes a list for every user of the data, after their whole history. */
export async function recommendToAll(options: AllUsersOptions): Promise<AllUsersResult> {
  const { directory, artifact, settings, allowChanged, output, terminal } = options;
  const { k, excludeSeen, exclude, allow } = options;
  const format = listFormat(output);
  requireWritable(dirname(output));
  const { model, catalogue, popularity } = artifact;
  const data = await runData({
    ...{ directory, terminal, allowChanged },
    settings: runSettings(directory, settings),
    trainedOn: trainedOn(artifact.config),
  });
  // Reports unknown items; the histories keep them, so that every user gets a list.
  modelSequences(catalogue, data, terminal);
  const { sequences } = data.dataset;

  const fallback = popularityScorer(popularity, catalogue.itemCount);
  const scorer = modelScorer(model, { batchRows: usersAtOnce });
  const progress = new ProgressLine(terminal);
  const rows = sequences.userIds.length;
  let users = 0;
  let byPopularity = 0;
  let interruptedBy: Interrupt | undefined;
  const stopListening = onInterrupt({
    first: (interrupt) => {
      interruptedBy = interrupt;
    },
    second: (interrupt) => process.exit(interruptedExitCode(interrupt)),
  });
  const lists = async function* (): AsyncGenerator<string> {
    yield format.header;
    for (const chunk of chunksOf(userHistories(sequences, data.dataset.catalogue), usersAtOnce)) {
      if (interruptedBy !== undefined) {
        throw new CliError(interruptedBy, `stopped: ${shownPath(output)} is not written`);
      }
      const histories = chunk.map(({ history }) => history);
      const results = await recommendBatch(scorer, catalogue, histories, {
        ...{ k, excludeSeen, exclude, fallback },
        ...(allow && { allow }),
      });
      const lines = chunk.map(({ user }, place) => {
        const { recommendations = [], withoutHistory } = results[place] ?? {};
        if (withoutHistory) byPopularity += 1;
        return format.lines(user, recommendations, withoutHistory ? 'popularity' : undefined);
      });
      yield lines.join('');
      users += chunk.length;
      progress.update({
        label: 'recommending',
        share: users / rows,
        details: [`${formatCount(users)}/${formatCount(rows)} users`],
      });
    }
  };
  try {
    await writeOutput(output, lists());
  } finally {
    stopListening();
    progress.clear();
  }
  if (byPopularity > 0) {
    terminal.warn(
      `the model knows nothing of the history of ${plural(byPopularity, 'user')}: they get the most popular items, marked by fallback`,
    );
  }
  return { users, byPopularity };
}

function* chunksOf(users: Iterable<UserHistory>, size: number): Generator<UserHistory[]> {
  let chunk: UserHistory[] = [];
  for (const user of users) {
    chunk.push(user);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
