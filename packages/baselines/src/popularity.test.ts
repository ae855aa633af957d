import { sequencesFromLists } from '@org/seqrec-data';
import { expect, it } from 'vitest';
import golden from '../golden/baselines.json' with { type: 'json' };
import { fitBaseline } from './fit-baseline.js';

it('counts interactions, repeats included, and ignores the history', async () => {
  const train = sequencesFromLists([
    [1, 2],
    [2, 3],
    [2, 2],
  ]);
  const { data } = await (await fitBaseline('popularity', train, { itemCount: 4 })).score([
    { items: new Int32Array(0) },
    { items: Int32Array.of(1) },
  ]);
  expect([...data]).toEqual([0, 1, 4, 1, 0, 0, 1, 4, 1, 0]);
});

it('agrees with numpy', async () => {
  const { itemCount, sequences, popularity: expected } = golden;
  const { data } = await (
    await fitBaseline('popularity', sequencesFromLists(sequences), { itemCount })
  ).score([{ items: new Int32Array(0) }]);
  expect([...data]).toEqual([0, ...expected]);
});
