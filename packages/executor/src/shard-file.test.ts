import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { mergeShards } from './merge-shards.js';
import { shardRange, shardsOf } from './shard.js';
import { finishedShard, shardDirectory, shardPaths, writeShard } from './shard-file.js';

const total = 10;
const whole = Array.from({ length: total }, (_, n) => `line ${n}\n`).join('');
let output: string;
beforeEach(() => {
  output = join(temporaryDirectory('test'), 'lines.txt');
});

const place = (index: number, count = 3, inputs: object = { data: 'd1', k: 10 }) => ({
  ...{ output, shard: { index, count } },
  inputs: { ...inputs },
});

async function make(index: number, count = 3, inputs?: object): Promise<void> {
  const range = shardRange(total, { index, count });
  const content = (async function* () {
    for (let n = range.from; n < range.to; n += 1) yield `line ${n}\n`;
  })();
  const lines = range.to - range.from;
  const made = { ...range, total, content, counts: () => ({ lines }) };
  await writeShard(place(index, count, inputs), made);
}

async function makeAll(count: number): Promise<void> {
  for (const { index } of shardsOf(count)) await make(index, count);
}

const directory = () => shardDirectory(output);

test.each([1, 3, 10, 13])('%i shards merge into the bytes of the whole', async (count) => {
  await makeAll(count);
  const merged = await mergeShards(output);
  expect(merged).toEqual({ shards: count, bytes: whole.length, total, counts: { lines: total } });
  expect(readFileSync(output, 'utf8')).toBe(whole);
});

describe('a shard that is there', () => {
  test('is known by its inputs, whatever their order', async () => {
    await make(2);
    expect(await finishedShard(place(2))).toMatchObject({ shard: 2, counts: { lines: 3 } });
    expect(await finishedShard(place(2, 3, { k: 10, data: 'd1' }))).toBeDefined();
  });

  test('is made again with other inputs, or another number of shards', async () => {
    await make(2);
    expect(await finishedShard(place(2, 3, { data: 'd2', k: 10 }))).toBeUndefined();
    expect(await finishedShard(place(2, 4))).toBeUndefined();
    expect(await finishedShard(place(1))).toBeUndefined();
  });

  test('is made again where its file or its manifest changed', async () => {
    await make(2);
    const { file, manifest } = shardPaths(output, { index: 2, count: 3 });
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.subarray(1));
    expect(await finishedShard(place(2))).toBeUndefined();
    rmSync(file);
    expect(await finishedShard(place(2))).toBeUndefined();
    writeFileSync(file, bytes);
    expect(await finishedShard(place(2))).toBeDefined();
    writeFileSync(manifest, readFileSync(manifest).subarray(0, 40));
    expect(await finishedShard(place(2))).toBeUndefined();
    writeFileSync(manifest, '{"formatVersion": 1}');
    expect(await finishedShard(place(2))).toBeUndefined();
  });
});

test('a shard whose content fails leaves nothing', async () => {
  const content = (async function* () {
    yield 'line 0\n';
    throw new Error('no more');
  })();
  await expect(writeShard(place(1), { from: 0, to: 3, total, content })).rejects.toThrow('no more');
  expect(readdirSync(directory())).toEqual([]);
});

describe('merging refuses', () => {
  const refused = (code: string, sentence: string) =>
    expect(mergeShards(output)).rejects.toMatchObject({ code, message: sentence });

  test('where there is no shard at all', async () => {
    await refused('missing-shard', `${directory()} holds no shard`);
  });

  test('where some are missing, and names them', async () => {
    await make(2, 4);
    await refused(
      'missing-shard',
      `${directory()} lacks shards 1/4, 3/4 and 4/4: make what is missing, then merge`,
    );
    await make(1, 4);
    await make(3, 4);
    await refused(
      'missing-shard',
      `${directory()} lacks shard 4/4: make what is missing, then merge`,
    );
  });

  test('shards of two runs', async () => {
    await makeAll(3);
    await make(1, 2);
    await refused(
      'foreign-shard',
      `${directory()} holds shards of 2 and 3: remove those of another run`,
    );
  });

  test('a shard from other inputs, and says what differs', async () => {
    await makeAll(3);
    await make(2, 3, { data: 'd1', k: 20 });
    await refused(
      'foreign-shard',
      `${directory()}: shard 2/3 was made from other inputs than shard 1 (k 20 instead of 10): make all with the same`,
    );
  });

  test('a shard that was copied over another', async () => {
    await makeAll(3);
    const [second, third] = [2, 3].map((index) => shardPaths(output, { index, count: 3 }));
    copyFileSync(second?.file ?? '', third?.file ?? '');
    copyFileSync(second?.manifest ?? '', third?.manifest ?? '');
    await refused('foreign-shard', `${directory()}: shard 3/3 is a copy of 2/3: make it again`);
  });

  test('shards that overlap', async () => {
    await makeAll(3);
    const content = (async function* () {
      yield 'line 2\n';
    })();
    await writeShard(place(2), { from: 2, to: 6, total, content });
    await refused(
      'damaged-shard',
      `${directory()}: shard 2/3 begins at 2, expected 3: make it again`,
    );
  });

  test('a file that changed, and keeps the result that was there before', async () => {
    await makeAll(3);
    await mergeShards(output);
    const { file } = shardPaths(output, { index: 3, count: 3 });
    writeFileSync(file, readFileSync(file, 'utf8').replace('line 9', 'line 8'));
    await refused(
      'damaged-shard',
      `${file} is not what was written: remove it and make shard 3/3 again`,
    );
    expect(readFileSync(output, 'utf8')).toBe(whole);
    expect(readdirSync(join(output, '..')).sort()).toEqual(['lines.txt', 'lines.txt.shards']);
  });
});
