import { join } from 'node:path';
import {
  type Interaction,
  interactionSource,
  openDataset,
  prepareDataset,
  prepareShards,
  writeDataset,
} from '@org/seqrec-data';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../../../testing/temporary-directory.js';
import { storedTest } from './stored-test.js';

const root = temporaryDirectory();

// Each of four people plays three songs.
const plays: readonly Interaction[] = ['ann', 'ben', 'cal', 'dot'].flatMap((user, person) =>
  [0, 1, 2].map((play) => ({ user, item: (person + play) % 5, timestamp: play })),
);

/** The test part of a dataset after two passes, and how often its sequences were read. */
async function twoPasses(directory: string) {
  const stored = await openDataset(directory);
  let reads = 0;
  const dataset = {
    ...stored,
    sequences: () => {
      reads += 1;
      return stored.sequences();
    },
  };
  const { test, userIds, exampleIds } = await storedTest(
    { dataset, isOwn: true },
    {
      catalogue: stored.catalogue,
      recipe: { kind: 'leave-one-out' },
      needsTraining: false,
    },
  );
  const pass = async () => {
    const questions: (readonly number[])[] = [];
    for await (const part of test.parts()) {
      for (let user = 0; user < part.size; user += 1) {
        questions.push([...part.history(user).items, ...part.targets(user)]);
      }
    }
    return questions;
  };
  const questions = await pass();
  expect(await pass()).toEqual(questions);
  return { reads, fileCount: stored.fileCount, size: test.size, questions, userIds, exampleIds };
}

test('a dataset in one file is read once, and one in several files in each pass, with the same users', async () => {
  const [one, two] = [join(root, 'one'), join(root, 'two')];
  await writeDataset(one, await prepareDataset(interactionSource(plays)));
  await prepareShards(interactionSource(plays), two, { shards: 2 });
  const whole = await twoPasses(one);
  expect(whole).toMatchObject({ reads: 1, fileCount: 1, size: 4 });
  expect(whole.userIds).toEqual(['ann', 'ben', 'cal', 'dot']);
  // Song n has the index n + 1; the last song of each is the target.
  expect(whole.questions).toEqual([
    [1, 2, 3],
    [2, 3, 4],
    [3, 4, 5],
    [4, 5, 1],
  ]);
  // Users and examples take a pass each.
  expect(await twoPasses(two)).toEqual({ ...whole, reads: 4, fileCount: 2 });
});
