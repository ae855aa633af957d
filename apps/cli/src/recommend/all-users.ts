import { dirname } from 'node:path';
import type { Artifact } from '@org/artifact';
import { finishedShard, type Shard, shardName, shardRange, writeShard } from '@org/executor';
import { sha256 } from '@org/files';
import { popularityScorer, recommendBatch } from '@org/seqrec-data';
import { modelScorer } from '@org/sequence-model';
import type { PartialConfiguration } from '../config/load.js';
import { formatCount, plural } from '../output/format.js';
import { ProgressLine } from '../output/progress.js';
import type { Terminal } from '../output/terminal.js';
import { requireWritable, writeOutput, writingTo } from '../output/write-output.js';
import { CliError } from '../program/cli-error.js';
import { type Interrupt, interruptedExitCode, onInterrupt } from '../program/interrupt.js';
import { shownPath } from '../program/start-directory.js';
import { trainedOn } from '../runs/found-model.js';
import { storedRunData } from '../runs/run-data.js';
import { runSettings } from '../runs/run-settings.js';
import { reportUnknownItems } from '../runs/unknown-items.js';
import { boostsOf } from './boosts.js';
import { listFormat } from './list-format.js';
import { userBatches } from './user-histories.js';

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
  /** As `--boost` has them. */
  readonly boost: readonly string[];
  /** The part of the users that is written, into a file of its own; undefined: all, into `output`. */
  readonly shard: Shard | undefined;
  /** The engine that computes, which may decide the last bits of scores. */
  readonly engine: string;
  readonly terminal: Terminal;
}

/** Users per batch, which bounds memory. */
const usersAtOnce = 256;

/** The number of written lists. */
export interface AllUsersResult {
  readonly users: number;
  /** The number of these lists for histories without known items. */
  readonly byPopularity: number;
  /** Whether the shard was there before. */
  readonly wasThere: boolean;
}

/**
 * Writes a list for every user of the data, or of a shard of them, after their whole history. Memory holds one file of the
 * dataset and one batch of users.
 */
export async function recommendToAll(options: AllUsersOptions): Promise<AllUsersResult> {
  const { directory, artifact, settings, allowChanged, output, terminal } = options;
  const { k, excludeSeen, exclude, allow, boost, shard } = options;
  const format = listFormat(output);
  requireWritable(dirname(output));
  const { model, catalogue, popularity } = artifact;
  const boosts = await boostsOf(boost.length === 0 ? undefined : boost, catalogue);
  const data = await storedRunData({
    ...{ directory, terminal, allowChanged },
    settings: runSettings(directory, settings),
    trainedOn: trainedOn(artifact.config),
  });
  // Reports unknown items; the histories keep them, so that every user gets a list.
  await reportUnknownItems(catalogue, data, terminal);
  const { manifest, sequences } = data.dataset;

  const fallback = boosts.ofPopularity(popularityScorer(popularity, catalogue.itemCount));
  const scorer = boosts.ofModel(modelScorer(model, { batchRows: usersAtOnce }));
  const progress = new ProgressLine(terminal);
  const total = manifest.counts.users;
  // Each shard has whole batches, so that a user's batch, and so every bit of the scores, is that of the undivided run.
  const range =
    shard === undefined ? { from: 0, to: total } : shardRange(total, shard, usersAtOnce);
  const place = shard && {
    ...{ output, shard },
    inputs: {
      model: artifact.config.version,
      data: manifest.contentHash,
      ...{ engine: options.engine, k, excludeSeen },
      exclude: exclude.length === 0 ? null : sha256(JSON.stringify(exclude)),
      allow: allow === undefined ? null : sha256(JSON.stringify(allow)),
      ...(boost.length > 0 && { boost: sha256(JSON.stringify(boost)) }),
    },
  };
  const known = place && (await finishedShard(place));
  if (known !== undefined) {
    const { users = 0, byPopularity = 0 } = known.counts;
    return { users, byPopularity, wasThere: true };
  }
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
    if (range.from === 0) yield format.header;
    const batches = userBatches(sequences(), data.dataset.catalogue, {
      ...{ size: usersAtOnce, ...range },
    });
    for await (const chunk of batches) {
      if (interruptedBy !== undefined) {
        const what = shard === undefined ? '' : `shard ${shardName(shard)} of `;
        throw new CliError(interruptedBy, `stopped: ${what}${shownPath(output)} is not written`);
      }
      const results = await recommendBatch(
        scorer,
        catalogue,
        chunk.map(({ history }) => history),
        { ...{ k, excludeSeen, exclude, fallback }, ...(allow && { allow }) },
      );
      const lines = chunk.map(({ user }, place) => {
        const { recommendations = [], withoutHistory } = results[place] ?? {};
        if (withoutHistory) byPopularity += 1;
        return format.lines(user, recommendations, withoutHistory ? 'popularity' : undefined);
      });
      yield lines.join('');
      users += chunk.length;
      progress.update({
        label: 'recommending',
        share: users / (range.to - range.from),
        details: [`${formatCount(users)}/${formatCount(range.to - range.from)} users`],
      });
    }
  };
  try {
    if (place === undefined) await writeOutput(output, lists());
    else {
      const content = lists();
      const counts = () => ({ users, byPopularity });
      await writingTo('--output', () => writeShard(place, { ...range, total, content, counts }));
    }
  } finally {
    stopListening();
    progress.clear();
  }
  if (byPopularity > 0) {
    terminal.warn(
      `the model knows nothing of the history of ${plural(byPopularity, 'user')}: they get the most popular items, marked by fallback`,
    );
  }
  return { users, byPopularity, wasThere: false };
}
