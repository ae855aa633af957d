import { expect, test } from 'vitest';
import type { ExternalId } from '../sources/interaction.js';
import { Catalogue } from './catalogue.js';
import type { Dataset } from './dataset.js';
import { remapSequences } from './remap.js';
import { sequencesFromLists } from './sequences.js';

function catalogue(...ids: ExternalId[]): Catalogue {
  return new Catalogue(ids.map((id, position) => ({ index: position + 1, id })));
}

function dataset(ids: ExternalId[], lists: number[][], userIds: ExternalId[]): Dataset {
  const sequences = {
    ...sequencesFromLists(lists, userIds),
    timestamps: BigInt64Array.from(lists.flat(), (_, event) => BigInt(event * 10)),
  };
  return { catalogue: catalogue(...ids), sequences, manifest: {} as Dataset['manifest'] };
}

test('the indices of the model stay, what it does not know is left out and counted', () => {
  const other = dataset(['tea', 'milk', 'jam'], [[1, 2, 3], [3, 3], [2]], ['ann', 'bob', 'cy']);
  const { sequences, unknownEvents, unknownItems } = remapSequences(
    other,
    catalogue('milk', 'tea'),
  );
  expect(sequences.userIds).toEqual(['ann', 'cy']);
  expect([...sequences.offsets]).toEqual([0, 2, 3]);
  expect([...sequences.items]).toEqual([2, 1, 1]);
  expect([...(sequences.timestamps ?? [])]).toEqual([0n, 10n, 50n]);
  expect([unknownEvents, unknownItems]).toEqual([3, 1]);
});

test('a number and its spelling are one item, unless the model has both', () => {
  const other = dataset(['5', '6', '07'], [[1, 2, 3]], ['ann']);
  const { sequences } = remapSequences(other, catalogue(5, 6, 7, '6'));
  expect([...sequences.items]).toEqual([1, 4]);
});
