import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../../testing/temporary-directory.js';
import type { DatasetFilters } from '../dataset/dataset-filters.js';
import { readDataset } from '../dataset/read-dataset.js';
import { writeDataset } from '../dataset/write-dataset.js';
import type { Interaction } from '../sources/interaction.js';
import { interactionSource } from '../sources/interaction-source.js';
import type { ItemDetails, Source } from '../sources/source.js';
import { arbitraryDetails, arbitraryInteractions } from '../testing/arbitrary-dataset.js';
import { prepareDataset } from './prepare-dataset.js';
import type { PrepareEvent } from './prepare-event.js';
import { prepareShards } from './prepare-shards.js';

const directory = temporaryDirectory();

/** A source whose blocks are small, so that a few rows are many blocks. */
function blocksOf(
  interactions: readonly Interaction[],
  size: number,
  items?: ItemDetails[],
): Source {
  return {
    ...interactionSource(interactions, items),
    interactions: async function* () {
      for (let i = 0; i < interactions.length; i += size) yield interactions.slice(i, i + size);
    },
  };
}

/** Rows of which filters leave enough for several shards. */
const arbitraryRows: fc.Arbitrary<Interaction[]> = fc.boolean().chain((numbers) =>
  fc.array(
    fc.record(
      {
        user: fc.integer({ min: 1, max: 9 }).map((user) => (numbers ? user : `u${user}`)),
        item: fc.integer({ min: 1, max: 6 }),
        timestamp: fc.integer({ min: 0, max: 2 ** 53 - 1 }),
        value: fc.integer({ min: -1, max: 9 }),
      },
      { requiredKeys: ['user', 'item', 'timestamp'] },
    ),
    { minLength: 20, maxLength: 60 },
  ),
);

const arbitraryFilters: fc.Arbitrary<DatasetFilters> = fc.record(
  {
    rating: fc.record(
      {
        threshold: fc.integer({ min: -1, max: 1 }),
        below: fc.constantFrom('dislike' as const, 'drop' as const),
      },
      { requiredKeys: ['threshold'] },
    ),
    sessions: fc.record({ gap: fc.constantFrom(0, 2 ** 40, 2 ** 52) }),
    duplicates: fc.constantFrom('keep-all', 'first', 'last', 'consecutive'),
    length: fc.record({
      min: fc.integer({ min: 1, max: 2 }),
      max: fc.integer({ min: 2, max: 4 }),
      longer: fc.constantFrom('truncate' as const, 'drop' as const),
    }),
    core: fc.record({
      users: fc.integer({ min: 1, max: 4 }),
      items: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { requiredKeys: [] },
);

const contentOf = (place: string) =>
  Object.fromEntries(readdirSync(place).map((name) => [name, readFileSync(join(place, name))]));

describe('prepareShards', () => {
  it('gives, whatever the shards and the filters, the bytes of the dataset that fits into memory', async () => {
    const cases = fc
      .record({
        // Small and odd data, most of which nothing is left of, and larger data.
        interactions: fc.oneof(arbitraryInteractions, { weight: 2, arbitrary: arbitraryRows }),
        filters: arbitraryFilters,
        shards: fc.integer({ min: 1, max: 6 }),
        rowsAtOnce: fc.integer({ min: 1, max: 9 }),
      })
      .chain((sizes) =>
        arbitraryDetails(sizes.interactions).map((details) => ({ ...sizes, details })),
      );
    let run = 0;
    let severalShards = 0;
    await fc.assert(
      fc.asyncProperty(cases, async ({ interactions, filters, shards, rowsAtOnce, details }) => {
        run += 1;
        const [whole, sharded, joined] = ['whole', 'sharded', 'joined'].map((name) =>
          join(directory, `${name}-${run}`),
        ) as [string, string, string];
        const source = () => blocksOf(interactions, 3, details);
        const events: PrepareEvent[] = [];
        const shardEvents: PrepareEvent[] = [];
        const expected = await prepareDataset(source(), {
          filters,
          onEvent: (event) => events.push(event),
        }).catch((error: Error) => error);
        const preparing = prepareShards(source(), sharded, {
          ...{ filters, shards, rowsAtOnce, onEvent: (event) => shardEvents.push(event) },
        });
        if (expected instanceof Error) {
          await expect(preparing).rejects.toThrow(expected.message);
          return;
        }
        expect(await preparing).toEqual(expected.manifest);
        expect(shardEvents).toEqual(events);
        await writeDataset(whole, expected);
        await writeDataset(joined, await readDataset(sharded));
        expect(contentOf(joined)).toEqual(contentOf(whole));
        if (readdirSync(sharded).filter((name) => name.endsWith('.arrow')).length > 1)
          severalShards += 1;
      }),
      { numRuns: 80 },
    );
    expect(severalShards).toBeGreaterThan(20);
    expect(readdirSync(directory).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});
