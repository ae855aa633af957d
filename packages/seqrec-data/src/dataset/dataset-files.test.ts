import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { FileError } from '@org/files';
import { tableFromIPC } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../../testing/temporary-directory.js';
import { SeqrecDataError } from '../error.js';
import { prepareDataset } from '../preparation/prepare-dataset.js';
import { interactionSource } from '../sources/interaction-source.js';
import { arbitraryDetails, arbitraryInteractions } from '../testing/arbitrary-dataset.js';
import { Catalogue } from './catalogue.js';
import type { Dataset } from './dataset.js';
import { openDataset, readDataset } from './read-dataset.js';
import { writeDataset } from './write-dataset.js';

const root = temporaryDirectory();
const fresh = () => mkdtempSync(join(root, 'd-'));

const sample = (): Promise<Dataset> =>
  prepareDataset(
    interactionSource(
      [
        { user: 1, item: 'tea', timestamp: 100, value: 4 },
        { user: 2, item: 'tea', timestamp: 90, value: 5 },
        { user: 1, item: 'milk', timestamp: 110, value: 3.5 },
        { user: 2, item: 'milk', timestamp: 80, value: 1 },
      ],
      [{ id: 'tea', title: 'Tea' }],
    ),
    { filters: { rating: { threshold: 2 } }, split: { kind: 'leave-one-out' } },
  );

describe('the dataset artifact', () => {
  it('has three files that other tools can read', async () => {
    const directory = join(fresh(), 'deep', 'sample');
    await writeDataset(directory, await sample());
    expect(readdirSync(directory).sort()).toEqual([
      'dataset.json',
      'items.jsonl',
      'sequences.arrow',
    ]);
    expect(readFileSync(join(directory, 'items.jsonl'), 'utf8')).toBe(
      '{"index":1,"id":"milk"}\n{"index":2,"id":"tea","title":"Tea"}\n',
    );
    expect(JSON.parse(readFileSync(join(directory, 'dataset.json'), 'utf8'))).toMatchObject({
      formatVersion: 1,
      counts: { users: 2, sequences: 2, items: 2, interactions: 3, dislikes: 1 },
      ids: { users: 'integer', items: 'string', pad: 0, mask: 3 },
      split: { kind: 'leave-one-out' },
    });
    const table = tableFromIPC(readFileSync(join(directory, 'sequences.arrow')));
    expect(table.toArray().map((row) => JSON.parse(JSON.stringify(row, bigints)))).toEqual([
      {
        user: '1n',
        items: [2, 1],
        timestamps: ['100n', '110n'],
        values: [4, 3.5],
        dislikes: [],
        dislike_timestamps: [],
      },
      {
        user: '2n',
        items: [2],
        timestamps: ['90n'],
        values: [5],
        dislikes: [1],
        dislike_timestamps: ['80n'],
      },
    ]);
  });

  it('is opened without its sequences, which are read and checked when they are asked for', async () => {
    const directory = fresh();
    await writeDataset(directory, await sample());
    const { sequences, fileCount } = await openDataset(directory);
    expect(fileCount).toBe(1);
    expect((await sequences().next()).value?.userIds).toEqual([1, 2]);
    const file = join(directory, 'sequences.arrow');
    writeFileSync(file, readFileSync(file).fill(0, 64, 72));
    await expect(sequences().next()).rejects.toThrow(`${file} is not what was written`);
  });

  it('keeps titles of items without events, outside its hash', async () => {
    const titles = [
      { id: 'tea', title: 'Tea' },
      { id: 'rum', title: 'Rum' },
      { id: 'rum', title: 'Rum again' },
      { id: 'gin' },
    ];
    const events = [{ user: 1, item: 'tea', timestamp: 1 }];
    const dataset = await prepareDataset(interactionSource(events, titles));
    const directory = fresh();
    await writeDataset(directory, dataset);
    await writeDataset(directory, dataset);
    const { catalogue, manifest } = await readDataset(directory);
    expect(catalogue.untrained).toEqual([{ id: 'rum', title: 'Rum' }]);
    const bare = await prepareDataset(interactionSource(events, titles.slice(0, 1)));
    expect(manifest.contentHash).toBe(bare.manifest.contentHash);
    writeFileSync(join(directory, 'untrained-items.jsonl'), '');
    await expect(readDataset(directory)).rejects.toThrow('untrained-items.jsonl is not what was');
  });

  it('keeps times with fractions as doubles, with a different hash', async () => {
    const timed = (timestamp: number) =>
      prepareDataset(interactionSource([{ user: 1, item: 'tea', timestamp }]));
    const directory = fresh();
    const fractional = await timed(1600000000.5);
    await writeDataset(directory, fractional);
    const { sequences, manifest } = await readDataset(directory);
    expect(sequences.timestamps).toEqual(Float64Array.of(1600000000.5));
    expect(manifest.contentHash).toBe(fractional.manifest.contentHash);
    expect(manifest.contentHash).not.toBe((await timed(1600000000)).manifest.contentHash);
    const table = tableFromIPC(readFileSync(join(directory, 'sequences.arrow')));
    expect(String(table.getChild('timestamps')?.type)).toBe('List<Float64>');
  });

  it('reads back what was written, and writes equal data as equal bytes', async () => {
    const any = arbitraryInteractions.chain((rows) =>
      fc.tuple(fc.constant(rows), arbitraryDetails(rows)),
    );
    await fc.assert(
      fc.asyncProperty(any, async ([interactions, details]) => {
        const source = interactionSource(interactions, details);
        let dataset: Dataset;
        try {
          dataset = await prepareDataset(source);
        } catch (error) {
          // Only dislikes.
          expect(error).toMatchObject({ code: 'empty-dataset' });
          return;
        }
        const directory = fresh();
        await writeDataset(directory, dataset);
        const read = await readDataset(directory);
        expect(read.manifest).toEqual(dataset.manifest);
        expect(read.sequences).toEqual(dataset.sequences);
        expect(read.catalogue.items).toEqual(dataset.catalogue.items);
        const before = bytesIn(directory);
        await writeDataset(directory, await prepareDataset(source));
        expect(bytesIn(directory)).toEqual(before);
      }),
      { numRuns: 15 },
    );
  });

  it('keeps attributes of users, and replaces them by none', async () => {
    const rows = [
      { user: 'ann', item: 'tea' },
      { user: 'bob', item: 'tea' },
    ];
    const users = [
      { id: 'bob', attributes: { age: 40, likes: ['tea', 'jam'] } },
      { id: 'cy', attributes: {} },
    ];
    const source = {
      ...interactionSource(rows),
      async *users() {
        yield users;
      },
    };
    const directory = fresh();
    await writeDataset(directory, await prepareDataset(source));
    expect(readdirSync(directory)).toContain('users.jsonl');
    expect((await readDataset(directory)).users).toEqual(users.slice(0, 1));
    writeFileSync(join(directory, 'users.jsonl'), '{}\n');
    await expect(readDataset(directory)).rejects.toMatchObject({ code: 'artifact-corrupt' });

    await writeDataset(directory, await prepareDataset(interactionSource(rows)));
    expect(readdirSync(directory)).not.toContain('users.jsonl');
    expect((await readDataset(directory)).users).toBeUndefined();
  });

  it('reads columns as views of the file, not as copies', async () => {
    const directory = fresh();
    await writeDataset(directory, await sample());
    const { sequences } = await readDataset(directory);
    const { buffer } = sequences.items;
    expect(buffer.byteLength).toBe(statSync(join(directory, 'sequences.arrow')).size);
    expect(sequences.timestamps?.buffer).toBe(buffer);
    expect(sequences.values?.buffer).toBe(buffer);
    expect(sequences.offsets.buffer).toBe(buffer);
  });

  it('never reads other data than were written, for a change of any byte', async () => {
    const dataset = await sample();
    const directory = fresh();
    await writeDataset(directory, dataset);
    const files = ['items.jsonl', 'sequences.arrow', 'dataset.json'].map((name) => {
      const path = join(directory, name);
      return { path, bytes: readFileSync(path) };
    });
    const change = fc.record({
      file: fc.constantFrom(...files),
      place: fc.nat(),
      bit: fc.nat(7),
      cut: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(change, async ({ file: { path, bytes }, place, bit, cut }) => {
        const at = place % bytes.length;
        const changed = cut ? bytes.subarray(0, at) : Buffer.from(bytes);
        if (!cut) changed.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at);
        writeFileSync(path, changed);
        try {
          const read = await readDataset(directory);
          // Padding and unhashed fields of the manifest may change; hashed content may not.
          expect(read.sequences).toEqual(dataset.sequences);
          expect(read.catalogue.items).toEqual(dataset.catalogue.items);
        } catch (error) {
          const known = error instanceof SeqrecDataError || error instanceof FileError;
          if (!known) throw error;
          expect(error.message).toContain(directory);
        } finally {
          writeFileSync(path, bytes);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('names both hashes if the content changed', async () => {
    const directory = fresh();
    await writeDataset(directory, await sample());
    const items = join(directory, 'items.jsonl');
    writeFileSync(items, readFileSync(items, 'utf8').replace('Tea', 'Tee'));
    await expect(readDataset(directory)).rejects.toMatchObject({
      code: 'artifact-corrupt',
      message: expect.stringMatching(
        /is not what was written: it hashes to [0-9a-f]{12}, dataset\.json says [0-9a-f]{12}; prepare the dataset again/,
      ),
    });
  });

  it('names both versions if the format differs', async () => {
    const directory = fresh();
    await writeDataset(directory, await sample());
    const manifest = join(directory, 'dataset.json');
    const text = readFileSync(manifest, 'utf8');
    writeFileSync(manifest, text.replace('"formatVersion": 1', '"formatVersion": 2'));
    await expect(readDataset(directory)).rejects.toMatchObject({
      code: 'version',
      message: `${manifest}: it has format version 2, this version reads 1: update @org/seqrec-data`,
    });
  });

  it('reports a missing dataset', async () => {
    await expect(readDataset('nowhere')).rejects.toMatchObject({
      code: 'missing',
      message: 'nowhere is not a prepared dataset: there is no dataset.json',
    });
  });

  it('never replaces a directory with other files', async () => {
    const directory = fresh();
    writeFileSync(join(directory, 'thesis.tex'), 'years of work');
    await expect(writeDataset(directory, await sample())).rejects.toMatchObject({
      code: 'not-a-dataset',
      message: `${directory} holds files that do not belong to a dataset (thesis.tex); choose a directory that is new or empty`,
    });
    expect(readdirSync(directory)).toEqual(['thesis.tex']);
  });

  it('keeps the old dataset when writing a new one fails', async () => {
    const directory = join(fresh(), 'd');
    const dataset = await sample();
    await writeDataset(directory, dataset);
    const before = bytesIn(directory);
    const broken = {
      ...dataset,
      get catalogue(): Catalogue {
        return new Catalogue([
          {
            index: 1,
            id: 'x',
            attributes: {
              get a(): string {
                throw new Error('no more');
              },
            },
          },
        ]);
      },
    };
    await expect(writeDataset(directory, broken)).rejects.toThrow('no more');
    expect(bytesIn(directory)).toEqual(before);
    expect(readdirSync(join(directory, '..'))).toEqual(['d']);
  });

  it('says why writing fails', async () => {
    const file = join(fresh(), 'file');
    writeFileSync(file, '');
    await expect(writeDataset(join(file, 'd'), await sample())).rejects.toMatchObject({
      code: 'write-failed',
      message: expect.stringContaining('cannot be written'),
    });
    expect(existsSync(join(file, 'd'))).toBe(false);
  });
});

function bigints(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}

function bytesIn(directory: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), 'hex')]),
  );
}
