import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '@org/files';
import { tableFromIPC } from 'apache-arrow';
import { beforeEach, describe, expect, it } from 'vitest';
import { startScript } from '../../../testing/kill.js';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { VectorCache } from './vector-cache.js';

describe('VectorCache', () => {
  let root: string;
  beforeEach(() => {
    root = temporaryDirectory('test');
  });

  const open = () => VectorCache.open(root, ['model', 'mean'], 2);
  const vector = (...values: number[]) => ({ vector: Float32Array.from(values), tokens: 3 });
  const folder = async () => join(root, (await readdir(root))[0] ?? '');
  const files = async () => readdir(await folder());

  it('returns saved vectors of another cache, and no others', async () => {
    const first = await open();
    first.add(sha256('a'), vector(1, 2));
    first.add(sha256('b'), vector(3, 4));
    await first.save();
    first.add(sha256('c'), vector(5, 6));
    const second = await open();
    expect(second.get(sha256('a'))).toEqual(vector(1, 2));
    expect(second.get(sha256('b'))).toEqual(vector(3, 4));
    expect(second.get(sha256('c'))).toBeUndefined();
    const other = await VectorCache.open(root, ['model', 'cls'], 2);
    expect(other.get(sha256('a'))).toBeUndefined();
  });

  it('writes an Arrow file that any reader opens', async () => {
    const cache = await open();
    cache.add(sha256('a'), vector(1, 2));
    await cache.save();
    const [name = ''] = await files();
    const table = tableFromIPC(readFileSync(join(await folder(), name)));
    expect(table.schema.fields.map(String)).toEqual([
      'text: FixedSizeBinary[32]',
      'tokens: Int32',
      'vector: FixedSizeList[2]<Float32>',
    ]);
    expect([...(table.getChild('vector')?.get(0) ?? [])]).toEqual([1, 2]);
    expect(Buffer.from(table.getChild('text')?.get(0)).toString('hex')).toBe(sha256('a'));
  });

  it('writes nothing twice', async () => {
    const cache = await open();
    await cache.save();
    expect(await readdir(root)).toEqual([]);
    cache.add(sha256('a'), vector(1, 2));
    await cache.save();
    await cache.save();
    expect(await files()).toHaveLength(1);
  });

  it('keeps all vectors of several concurrent writers, in few files', async () => {
    const writers = await Promise.all([0, 1, 2, 3].map(open));
    await Promise.all(
      writers.map(async (cache, writer) => {
        for (let i = 0; i < 20; i += 1) {
          cache.add(sha256(`${writer} ${i}`), vector(writer, i));
          await cache.save();
        }
      }),
    );
    const cache = await open();
    for (let writer = 0; writer < 4; writer += 1) {
      for (let i = 0; i < 20; i += 1) {
        expect(cache.get(sha256(`${writer} ${i}`))).toEqual(vector(writer, i));
      }
    }
    expect((await files()).length).toBeLessThan(40);
  });

  it('keeps vectors that are added while it saves, and vectors that it could not save', async () => {
    const cache = await open();
    cache.add(sha256('a'), vector(1, 2));
    const saving = cache.save();
    cache.add(sha256('b'), vector(3, 4));
    await saving;
    await cache.save();
    expect((await open()).get(sha256('b'))).toEqual(vector(3, 4));

    const path = await folder();
    await rm(path, { recursive: true });
    await writeFile(path, 'in the way');
    cache.add(sha256('c'), vector(5, 6));
    await expect(cache.save()).rejects.toThrow('a file is where a directory must be');
    await rm(path);
    await cache.save();
    expect((await open()).get(sha256('c'))).toEqual(vector(5, 6));
  });

  it('keeps all vectors of two concurrent processes', async () => {
    const script = new URL('./testing/add-vectors.ts', import.meta.url);
    const exits = ['x', 'y'].map((name) => once(startScript(script, root, name), 'exit'));
    expect(await Promise.all(exits)).toEqual([
      [0, null],
      [0, null],
    ]);
    const cache = await open();
    for (const name of ['x', 'y']) {
      for (let i = 0; i < 20; i += 1) {
        expect(cache.get(sha256(`${name} ${i}`))).toEqual(vector(i, i));
      }
    }
  });

  it('merges many small files into one', async () => {
    const cache = await open();
    for (let i = 0; i < 17; i += 1) {
      cache.add(sha256(`${i}`), vector(i, i));
      await cache.save();
    }
    expect(await files()).toHaveLength(1);
    expect((await open()).get(sha256('7'))).toEqual(vector(7, 7));
  });

  it.each([
    [
      'that is not an Arrow file',
      'text',
      'does not hold the columns text, tokens and vector of 2 features',
    ],
    ['that is cut off', undefined, 'is not an Arrow file'],
  ])('refuses a file %s, and advises to remove it', async (_, content, message) => {
    const cache = await open();
    cache.add(sha256('a'), vector(1, 2));
    await cache.save();
    const [name = ''] = await files();
    const path = join(await folder(), name);
    await writeFile(path, content ?? readFileSync(path).subarray(0, 300));
    await expect(open()).rejects.toThrow(
      `${path} ${message}; remove the file, and its texts will be encoded again`,
    );
  });

  it('refuses a file of other columns', async () => {
    const cache = await open();
    cache.add(sha256('a'), vector(1, 2));
    await cache.save();
    await expect(VectorCache.open(root, ['model', 'mean'], 3)).rejects.toThrow(
      'does not hold the columns text, tokens and vector of 3 features',
    );
  });
});
