import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ShownRecord } from '@org/evaluation';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RecommendationLog } from './recommendation-log.js';

let root = '';
let directory = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'recommendation-log-'));
  directory = join(root, 'log');
});
afterEach(() => rmSync(root, { recursive: true }));

function open(maxBytes = 1e6) {
  const seen = { dropped: 0, errors: [] as string[] };
  const log = new RecommendationLog({
    ...{ directory, maxBytes },
    onDrop: (records) => {
      seen.dropped += records;
    },
    onError: ({ message }) => seen.errors.push(message),
  });
  return { log, seen };
}

const record = (id: string): ShownRecord => ({ kind: 'shown', id, time: 1 });

function idsOf(): string[] {
  return readdirSync(directory)
    .sort()
    .flatMap((name) => readFileSync(join(directory, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line).id);
}

it('keeps records in their order, and those that are waited for are on the disk then', async () => {
  const { log, seen } = open();
  log.write(record('a'));
  await log.written([record('b'), record('c')]);
  expect(idsOf()).toEqual(['a', 'b', 'c']);
  log.write(record('d'));
  await log.close();
  expect([idsOf(), seen]).toEqual([['a', 'b', 'c', 'd'], { dropped: 0, errors: [] }]);
});

it('begins new files, and deletes the oldest beyond its limit', async () => {
  const { log } = open(20_000);
  for (let place = 0; place < 60; place += 1) {
    await log.written([record(String(place).padEnd(1000, 'x'))]);
  }
  await log.close();
  const ids = idsOf().map((id) => Number.parseInt(id, 10));
  expect(ids.at(-1)).toBe(59);
  expect(ids).toEqual(Array.from(ids, (_, place) => 60 - ids.length + place));
  expect(ids.length).toBeGreaterThan(15);
  expect(ids.length).toBeLessThan(23);
});

it('keeps to its limit where each start leaves a small file', async () => {
  for (let place = 0; place < 60; place += 1) {
    const { log } = open(20_000);
    await log.written([record(String(place).padEnd(1000, 'x'))]);
    await log.close();
  }
  const ids = idsOf().map((id) => Number.parseInt(id, 10));
  expect(ids.at(-1)).toBe(59);
  expect(ids.length).toBeGreaterThan(15);
  expect(ids.length).toBeLessThan(21);
});

it('drops and counts what the disk does not take, says so once, and goes on when it does', async () => {
  // A file is where the directory must be.
  writeFileSync(directory, '');
  const { log, seen } = open();
  await expect(log.written([record('a')])).rejects.toThrow('EEXIST');
  await expect(log.written([record('b'), record('c')])).rejects.toThrow('EEXIST');
  expect(seen).toEqual({ dropped: 3, errors: [expect.stringContaining('EEXIST')] });
  rmSync(directory);
  await log.written([record('d')]);
  expect(idsOf()).toEqual(['d']);
  await log.close();
});

it('drops what is more than memory may hold, and takes no time over it', async () => {
  const { log, seen } = open(1e9);
  const large = record('x'.repeat(100_000));
  const start = process.cpuUsage();
  for (let place = 0; place < 100; place += 1) log.write(large);
  expect(process.cpuUsage(start).user / 1e6).toBeLessThan(1);
  expect(seen.dropped).toBe(61);
  await expect(log.written([large])).rejects.toThrow('too many records wait');
  await sleep(0);
  await log.close();
  expect(idsOf()).toHaveLength(39);
});
