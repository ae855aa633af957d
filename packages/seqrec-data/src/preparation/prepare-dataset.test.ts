import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../../testing/temporary-directory.js';
import type { DatasetFilters } from '../dataset/dataset-filters.js';
import { sequenceOf } from '../dataset/sequences.js';
import type { Interaction } from '../sources/interaction.js';
import { interactionSource } from '../sources/interaction-source.js';
import { openSource } from '../sources/open-source.js';
import { writeFiles } from '../testing/write-files.js';
import { prepareDataset } from './prepare-dataset.js';
import type { PrepareEvent } from './prepare-event.js';

const directory = temporaryDirectory();

/** Each sequence as the user and the external ids of its items. */
async function prepared(interactions: readonly Interaction[], filters?: DatasetFilters) {
  const dataset = await prepareDataset(interactionSource(interactions), { filters });
  const { sequences, catalogue } = dataset;
  const spelled = sequences.userIds.map(
    (user, i) =>
      `${user}: ${[...sequenceOf(sequences, i)].map((item) => catalogue.item(item).id).join(' ')}`,
  );
  return { ...dataset, spelled };
}

/** Events `user item timestamp value`. */
function events(text: string): Interaction[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [user = '', item = '', timestamp, value] = line.trim().split(' ');
      return {
        user,
        item,
        ...(timestamp !== undefined && { timestamp: Number(timestamp) }),
        ...(value !== undefined && { value: Number(value) }),
      };
    });
}

describe('prepareDataset', () => {
  it('sorts by time with ties in input order, and indexes items by id', async () => {
    const { sequences, catalogue, manifest, spelled } = await prepared([
      { user: 2, item: 'b', timestamp: 30, value: 1 },
      { user: 1, item: 10, timestamp: 20, value: 2 },
      { user: 2, item: 9, timestamp: 10, value: 3 },
      { user: 2, item: 10, timestamp: 10, value: 4 },
    ]);
    expect(catalogue.items).toEqual([
      { index: 1, id: 9 },
      { index: 2, id: 10 },
      { index: 3, id: 'b' },
    ]);
    expect(spelled).toEqual(['1: 10', '2: 9 10 b']);
    expect(sequences).toEqual({
      userIds: [1, 2],
      offsets: Int32Array.of(0, 1, 4),
      items: Int32Array.of(2, 1, 2, 3),
      timestamps: BigInt64Array.of(20n, 10n, 10n, 30n),
      values: Float32Array.of(2, 3, 4, 1),
    });
    expect(manifest).toMatchObject({
      formatVersion: 1,
      counts: { users: 2, sequences: 2, items: 3, interactions: 4, dislikes: 0 },
      filters: { duplicates: 'keep-all', length: { min: 1 }, core: { users: 1, items: 1 } },
      preparation: { rows: 4, badRows: 0, disliked: 0, duplicates: 0, tooLong: 0, tooFew: 0 },
      ids: { users: 'integer', items: 'mixed', pad: 0, mask: 4 },
    });
  });

  it('keeps exact timestamps up to 2^53, before 1970 too', async () => {
    const times = [Number.MIN_SAFE_INTEGER, -1, 0, 2 ** 32, 1_650_812_741_436, 2 ** 53 - 1];
    const { sequences } = await prepared(
      times.map((timestamp) => ({ user: 'u', item: 'i', timestamp })),
    );
    expect(sequences.timestamps).toEqual(BigInt64Array.from(times, BigInt));
  });

  it('keeps fractions of times, and their order', async () => {
    const times = [1600000000.5, 1600000000.25, 1600000000];
    const { sequences, spelled } = await prepared(
      times.map((timestamp, i) => ({ user: 'u', item: `i${i}`, timestamp })),
    );
    expect(spelled).toEqual(['u: i2 i1 i0']);
    expect(sequences.timestamps).toEqual(Float64Array.of(1600000000, 1600000000.25, 1600000000.5));
  });

  it('keeps dislikes with fractions of times in a column like that of the likes', async () => {
    const { sequences } = await prepared(
      [
        { user: 'u', item: 'tea', timestamp: 1, value: 5 },
        { user: 'v', item: 'tea', timestamp: 1.5, value: 1 },
        { user: 'v', item: 'milk', timestamp: 2, value: 5 },
      ],
      { rating: { threshold: 3 } },
    );
    expect(sequences.timestamps).toEqual(Float64Array.of(1, 2));
    expect(sequences.dislikes?.timestamps).toEqual(Float64Array.of(1.5));
  });

  it('gives equal data for any order of rows whose times differ', async () => {
    const interaction = fc.record({
      user: fc.nat(3),
      item: fc.string({ minLength: 1, maxLength: 2 }),
    });
    const shuffled = fc
      .array(interaction, { minLength: 1, maxLength: 20 })
      .map((rows) => rows.map((row, timestamp) => ({ ...row, timestamp })))
      .chain((rows) =>
        fc.tuple(
          fc.constant(rows),
          fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length }),
        ),
      );
    await fc.assert(
      fc.asyncProperty(shuffled, async ([rows, others]) => {
        const one = await prepared(rows);
        const other = await prepared(others);
        expect(other.manifest).toEqual(one.manifest);
        expect(other.sequences).toEqual(one.sequences);
      }),
    );
  });

  it('keeps low ratings as dislikes with their times: once, of known items, never of liked ones', async () => {
    const interactions = events(`
      ann tea 1 5
      ann milk 2 1
      ann rum 3 1
      ann milk 4 1
      ann gin 5 2
      ann gin 6 4
      bob milk 7 3
      bob tea 8 2.5
      cat tea 9 1`);
    const { sequences, catalogue, manifest, spelled } = await prepared(interactions, {
      rating: { threshold: 3 },
    });
    expect(spelled).toEqual(['ann: tea gin', 'bob: milk']);
    const { offsets, items, timestamps } = sequences.dislikes ?? {};
    expect(offsets).toEqual(Int32Array.of(0, 1, 2));
    expect([...(items ?? [])].map((item) => catalogue.item(item).id)).toEqual(['milk', 'tea']);
    expect(timestamps).toEqual(BigInt64Array.of(2n, 8n));
    expect(manifest.counts.dislikes).toBe(2);
    expect(manifest.preparation.disliked).toBe(6);

    const dropped = await prepared(interactions, { rating: { threshold: 3, below: 'drop' } });
    expect(dropped.spelled).toEqual(spelled);
    expect(dropped.sequences.dislikes).toBeUndefined();
  });

  it("takes the source's dislikes, and counts interactions without a rating as likes", async () => {
    const { sequences, spelled } = await prepared(
      [
        { user: 1, item: 'a' },
        { user: 1, item: 'b', disliked: true },
        { user: 1, item: 'c', value: 1 },
        { user: 2, item: 'b' },
        { user: 2, item: 'c', value: 5 },
      ],
      { rating: { threshold: 3 } },
    );
    expect(spelled).toEqual(['1: a', '2: b c']);
    expect(sequences.dislikes).toEqual({
      offsets: Int32Array.of(0, 2, 2),
      items: Int32Array.of(2, 3),
    });
  });

  it('compares ratings as they are stored', async () => {
    const { spelled } = await prepared(
      [
        { user: 1, item: 'a', value: 0.7 },
        { user: 1, item: 'b', value: 0.69 },
      ],
      { rating: { threshold: 0.7 } },
    );
    expect(spelled).toEqual(['1: a']);
  });

  it('excludes the threshold if it is exclusive, and still counts interactions without a rating as likes', async () => {
    const { spelled, manifest } = await prepared(
      [
        { user: 1, item: 'a', value: 0.7 },
        { user: 1, item: 'b', value: 0.71 },
        { user: 1, item: 'c' },
      ],
      { rating: { threshold: 0.7, exclusive: true, below: 'drop' } },
    );
    expect(spelled).toEqual(['1: b c']);
    expect(manifest.filters.rating).toEqual({ threshold: 0.7, exclusive: true, below: 'drop' });
  });

  it('uses the threshold of the source if filters have none', async () => {
    const source = {
      ...interactionSource([
        { user: 1, item: 'a', value: 1 },
        { user: 1, item: 'b', value: 3 },
      ]),
      defaultRating: { threshold: 2 },
    };
    const kept = async (filters: DatasetFilters) =>
      (await prepareDataset(source, { filters })).manifest.counts;
    expect(await kept({})).toMatchObject({ interactions: 1, dislikes: 0 });
    expect(await kept({ rating: { threshold: 1 } })).toMatchObject({ interactions: 2 });
  });

  it('makes sequences from sessions, and assigns a dislike to its session', async () => {
    const { sequences, spelled, manifest, catalogue } = await prepared(
      [
        { user: 'ann', item: 'a', timestamp: 100 },
        { user: 'ann', item: 'b', timestamp: 110 },
        { user: 'ann', item: 'c', timestamp: 500 },
        { user: 'ann', item: 'a', timestamp: 510 },
        { user: 'ann', item: 'c', timestamp: 10, disliked: true },
        { user: 'ann', item: 'b', timestamp: 400, disliked: true },
        { user: 'ann', item: 'b', timestamp: 600, disliked: true },
        { user: 'bob', item: 'a', timestamp: 0 },
      ],
      { sessions: { gap: 50 } },
    );
    expect(spelled).toEqual(['ann: a b', 'ann: c a', 'bob: a']);
    expect(manifest.counts).toMatchObject({ users: 2, sequences: 3, dislikes: 2 });
    expect(sequences.dislikes?.offsets).toEqual(Int32Array.of(0, 1, 2, 2));
    // The dislike of b at 400 belongs to the first session, which holds b, so it is a like.
    expect([...(sequences.dislikes?.items ?? [])].map((item) => catalogue.item(item).id)).toEqual([
      'c',
      'b',
    ]);
  });

  it('applies the filters in their order and counts what each removes', async () => {
    const filters = {
      rating: { threshold: 2 },
      duplicates: 'first',
      length: { min: 2, max: 3 },
      core: { items: 2 },
    } as const;
    const { spelled, manifest } = await prepared(
      events(`
        ann a 1 5
        ann b 2 5
        ann b 3 5
        ann c 4 5
        ann d 5 5
        bob b 1 5
        bob c 2 1
        bob d 3 5
        cat c 1 5
        dan d 1 5
        dan e 1 5`),
      filters,
    );
    expect(manifest.preparation).toEqual({
      rows: 11,
      badRows: 0,
      disliked: 1,
      duplicates: 1,
      tooLong: 1,
      tooFew: 4,
    });
    // ann keeps b c d; e and c occur once, dan and cat have one event left.
    expect(spelled).toEqual(['ann: b d', 'bob: b d']);
  });

  it('reports progress: reading, steps, and the end', async () => {
    const path = writeFiles(directory, { 'p.txt': '1 1\n1 2\n2 1\n' });
    const told: PrepareEvent[] = [];
    const dataset = await prepareDataset(await openSource({ path }), {
      onEvent: (event) => told.push(event),
    });
    expect(told).toEqual([
      { type: 'reading', bytes: 12, totalBytes: 12, interactions: 3 },
      { type: 'filtered', step: 'ratings', interactions: 3, sequences: 2 },
      { type: 'filtered', step: 'duplicates', interactions: 3, sequences: 2 },
      { type: 'filtered', step: 'core', interactions: 3, sequences: 2 },
      { type: 'prepared', manifest: dataset.manifest, cached: false },
    ]);
    expect(dataset.manifest.source.files).toEqual([
      {
        name: 'p.txt',
        bytes: 12,
        // printf '1 1\n1 2\n2 1\n' | sha256sum
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
  });

  it('skips and counts bad rows if the option says so', async () => {
    const path = writeFiles(directory, { 'bad.txt': '1 1\n1 x\n2 1\n' });
    const source = await openSource({ path, format: 'sasrec' });
    await expect(prepareDataset(source)).rejects.toMatchObject({ code: 'bad-row', line: 2 });
    const told: PrepareEvent[] = [];
    const { manifest } = await prepareDataset(source, {
      onBadRow: 'skip',
      onEvent: (event) => told.push(event),
    });
    expect(manifest.preparation).toMatchObject({ rows: 2, badRows: 1 });
    expect(told).toContainEqual({
      type: 'bad-row',
      file: path,
      line: 2,
      reason: 'item is not a whole number: "x"',
      advice: ['read ids as texts with ', [{ option: 'ids', value: 'string' }]],
    });
  });

  it('gives titles and attributes to kept items, from the first details of each', async () => {
    const source = interactionSource(
      [{ user: 1, item: 'tea' }],
      [
        { id: 'tea', title: 'Tea', attributes: { hot: 1 } },
        { id: 'tea', title: 'Chai' },
        { id: 'milk', title: 'Milk' },
      ],
    );
    const { catalogue } = await prepareDataset(source);
    expect(catalogue.items).toEqual([
      { index: 1, id: 'tea', title: 'Tea', attributes: { hot: 1 } },
    ]);
  });

  it('says why nothing is left', async () => {
    await expect(prepared([])).rejects.toMatchObject({
      code: 'empty-dataset',
      message: 'the source of format interactions holds no interactions',
    });
    await expect(prepared(events('a b 1 1'), { core: { users: 5 } })).rejects.toThrow(
      'nothing is left of 1 interactions: 0 are dislikes, 0 duplicates, 0 in sequences that are too long, 1 of users, items or sequences with too few; use weaker filters',
    );
    const path = writeFiles(directory, { 'none.txt': 'a b c\nd\n' });
    const source = await openSource({ path, format: 'sasrec' });
    await expect(prepareDataset(source, { onBadRow: 'skip' })).rejects.toThrow(
      `${path}: none of 2 rows can be used; the first is line 1: expected user and item, got 3 fields`,
    );
  });

  it('checks filters before it reads', async () => {
    const wrong = (filters: object) => prepared(events('a b 1 1'), filters as DatasetFilters);
    await expect(wrong({ core: { users: 0 } })).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringMatching(/^filters\.core\.users: /),
    });
    await expect(wrong({ kcore: 5 })).rejects.toThrow('kcore');
    await expect(wrong({ length: { min: 5, max: 2 } })).rejects.toThrow(
      'filters.length: min is above max',
    );
    await expect(wrong({ sessions: { gap: -1 } })).rejects.toThrow('filters.sessions');
    await expect(
      prepareDataset(interactionSource([{ user: 1, item: 1 }]), {
        filters: { rating: { threshold: 3 } },
      }),
    ).rejects.toThrow('the threshold of likes is 3, but the source has no ratings');
  });

  it('stops when its signal aborts', async () => {
    const path = writeFiles(directory, { 'stop.txt': '1 1\n' });
    const source = await openSource({ path });
    const reason = new Error('enough');
    await expect(prepareDataset(source, { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
    const stopping = new AbortController();
    await expect(
      prepareDataset(source, {
        signal: stopping.signal,
        onEvent: ({ type }) => {
          if (type === 'filtered') stopping.abort(reason);
        },
      }),
    ).rejects.toBe(reason);
  });
});
