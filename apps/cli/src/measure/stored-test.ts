import type { EvaluationParts } from '@org/evaluation';
import {
  type Catalogue,
  type EvaluationSet,
  type ExternalId,
  indicesIn,
  joinSequences,
  remapSequences,
  type Sequences,
  type Split,
  type SplitRecipe,
  splitSequences,
  timeRange,
} from '@org/seqrec-data';
import { requireMoments } from '../data/split-data.js';
import { exampleUsers } from '../recommend/examples.js';
import type { StoredRunData } from '../runs/run-data.js';

export interface StoredTestRequest {
  /** The catalogue of the model. */
  readonly catalogue: Catalogue;
  readonly recipe: SplitRecipe;
  /** Whether a baseline is fitted to the training part, which then is in memory. */
  readonly needsTraining: boolean;
}

/** The test part of a dataset on the disk. */
export interface StoredTest {
  readonly test: EvaluationParts;
  /** The ids of the users of `test`, in their order. */
  readonly userIds: readonly ExternalId[];
  /** The users of the examples, with the ids of `exampleIds` by row. */
  readonly examples: EvaluationSet;
  readonly exampleIds: readonly ExternalId[];
  /** The split as a whole, if it is in memory. */
  readonly whole: Split | undefined;
}

/**
 * The test part of a dataset, file by file, so that memory holds the sequences of one. A dataset in one file is read once.
 * A split by drawn users, and baselines that are fitted, need all sequences at once.
 */
export async function storedTest(
  { dataset }: StoredRunData,
  { catalogue, recipe, needsTraining }: StoredTestRequest,
): Promise<StoredTest> {
  const { timestampUnit } = dataset.manifest.source;
  const indexOf = indicesIn(catalogue, dataset.catalogue);
  const known = async function* (): AsyncGenerator<Sequences> {
    for await (const sequences of dataset.sequences()) {
      const part = { catalogue: dataset.catalogue, sequences };
      const remapped = remapSequences(part, catalogue, indexOf);
      // Unknown items may be all that a file has.
      if (remapped.sequences.userIds.length > 0) yield remapped.sequences;
    }
  };
  let all: Sequences | undefined;
  let whole: Split | undefined;
  if (needsTraining || recipe.kind === 'random-users' || dataset.fileCount === 1) {
    const files: Sequences[] = [];
    for await (const sequences of known()) files.push(sequences);
    all = joinSequences(files);
    whole = splitSequences(all, recipe);
  }
  const parts = async function* (): AsyncGenerator<TestPart> {
    if (all !== undefined && whole !== undefined) {
      yield { sequences: all, test: whole.test };
      return;
    }
    for await (const sequences of known()) {
      yield { sequences, test: splitSequences(sequences, recipe).test };
    }
  };

  const userIds: ExternalId[] = [];
  const lengths: number[] = [];
  let hasSeveralTargets = false;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for await (const { sequences, test } of parts()) {
    if (recipe.kind === 'global-time') {
      const range = timeRange(sequences);
      first = Math.min(first, range.first);
      last = Math.max(last, range.last);
    }
    for (let user = 0; user < test.size; user += 1) {
      userIds.push(sequences.userIds[test.user(user)] ?? '');
      lengths.push(test.history(user).items.length);
      hasSeveralTargets ||= test.targets(user).length > 1;
    }
  }
  if (recipe.kind === 'global-time') {
    requireMoments(recipe, { first, last, timestampUnit, trains: false });
  }
  const places = exampleUsers(lengths);
  return {
    test: {
      ...{ size: userIds.length, hasSeveralTargets },
      parts: async function* () {
        for await (const { test } of parts()) yield test;
      },
    },
    userIds,
    examples: await chosenUsers(parts(), places),
    exampleIds: places.map((place) => userIds[place] ?? ''),
    whole,
  };
}

interface TestPart {
  readonly sequences: Sequences;
  readonly test: EvaluationSet;
}

/** Users at ascending places, with copies of their events, so that no file of sequences stays in memory. */
async function chosenUsers(
  parts: AsyncIterable<TestPart>,
  places: readonly number[],
): Promise<EvaluationSet> {
  const chosen: Pick<EvaluationSet, 'history' | 'targets'>[] = [];
  let before = 0;
  for await (const { test } of parts) {
    for (const place of places) {
      if (place < before || place >= before + test.size) continue;
      const { items, timestamps, ...more } = test.history(place - before);
      const history = {
        ...{ ...more, items: items.slice() },
        ...(timestamps && { timestamps: timestamps.slice() }),
      };
      const targets = test.targets(place - before).slice();
      chosen.push({ history: () => history, targets: () => targets });
    }
    before += test.size;
  }
  const at = (user: number) => {
    const one = chosen[user];
    if (one === undefined) throw new RangeError(`no example ${user}`);
    return one;
  };
  return {
    size: chosen.length,
    user: (user) => user,
    history: (user) => at(user).history(user),
    targets: (user) => at(user).targets(user),
  };
}
