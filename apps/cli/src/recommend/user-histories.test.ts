import { Catalogue, type Sequences, sequencesFromLists } from '@org/seqrec-data';
import { expect, test } from 'vitest';
import { type UserHistory, userBatches } from './user-histories.js';

const catalogue = new Catalogue(['ash', 'elm', 'oak'].map((id, i) => ({ index: i + 1, id })));
const walks = sequencesFromLists([[1], [2, 3], [3], [1]], ['ann', 'bob', 'bob', 7]);
const ann = { user: 'ann', history: { items: ['ash'] } };
const bob = { user: 'bob', history: { items: ['elm', 'oak', 'oak'] } };
const seven = { user: 7, history: { items: ['ash'] } };

/** The parts of a dataset, each of which tells when it is read. */
async function* partsOf(parts: readonly Sequences[], read: Sequences[] = []) {
  for (const part of parts) {
    read.push(part);
    yield part;
  }
}

async function usersOf(
  batches: AsyncIterable<readonly UserHistory[]>,
): Promise<readonly (readonly UserHistory[])[]> {
  const all: (readonly UserHistory[])[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

test('each user has one history, of all their sessions', async () => {
  const batches = userBatches(partsOf([walks]), catalogue, { size: 2 });
  expect(await usersOf(batches)).toEqual([[ann, bob], [seven]]);
});

test('batches are the same however users are divided into parts', async () => {
  const parts = [
    sequencesFromLists([[1]], ['ann']),
    sequencesFromLists([[2, 3], [3]], ['bob', 'bob']),
    sequencesFromLists([[1]], [7]),
  ];
  for (const range of [
    {},
    { from: 1 },
    { from: 0, to: 2 },
    { from: 1, to: 1 },
    { from: 2, to: 3 },
  ]) {
    const options = { size: 2, ...range };
    expect(await usersOf(userBatches(partsOf(parts), catalogue, options))).toEqual(
      await usersOf(userBatches(partsOf([walks]), catalogue, options)),
    );
  }
});

test('a part is read when its first user is needed, and none after the last user', async () => {
  const parts = Array.from({ length: 9 }, (_, n) =>
    sequencesFromLists([[1], [2]], [`a${n}`, `b${n}`]),
  );
  const read: Sequences[] = [];
  const batches = userBatches(partsOf(parts, read), catalogue, { size: 2, to: 6 });
  for (const count of [1, 2, 3]) {
    expect((await batches.next()).value).toHaveLength(2);
    expect(read).toHaveLength(count);
  }
  expect((await batches.next()).done).toBe(true);
  expect(read).toHaveLength(3);
});

test('a history has the times of its events, if there are any', async () => {
  const times = { ...sequencesFromLists([[1, 1]]), timestamps: BigInt64Array.of(5n, 9n) };
  expect(await usersOf(userBatches(partsOf([times]), catalogue, { size: 1 }))).toEqual([
    [{ user: 1, history: { items: ['ash', 'ash'], timestamps: [5, 9] } }],
  ]);
});
