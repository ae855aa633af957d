import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WeightsFile } from './weights-file.js';

const before = process.env.TMPDIR;
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'weights-file-'));
  process.env.TMPDIR = root;
});
afterEach(() => {
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  rmSync(root, { recursive: true });
});

const MIB_33 = 33 * 2 ** 20;
const filled = (value: number) => new Uint8Array(MIB_33).fill(value);

it('keeps each large array once, however many graphs name it, and leaves small ones to the graphs', () => {
  const file = new WeightsFile();
  const [table, other] = [filled(1), filled(2)];
  expect(file.place(new Uint8Array(1000))).toBeUndefined();
  expect(file.directory).toBeUndefined();
  expect(file.place(table)).toBe(0);
  expect(file.place(other)).toBe(MIB_33);
  expect(file.place(new Uint8Array(table.buffer))).toBe(0);
  file.close();
  const written = readFileSync(join(file.directory ?? '', file.location));
  expect(written.equals(Buffer.concat([table, other]))).toBe(true);
});

it('removes what a killed process has left behind, and nothing of one that runs', () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  const [left, held, strange] = [
    join(root, `org-weights-${pid}-abc`),
    join(root, `org-weights-${process.pid}-abc`),
    join(root, 'org-weights-of-somebody'),
  ];
  for (const directory of [left, held, strange]) mkdirSync(directory);
  const file = new WeightsFile();
  file.place(filled(1));
  file.close();
  expect([left, held, strange].map((directory) => existsSync(directory))).toEqual([
    false,
    true,
    true,
  ]);
});

it('places nothing where no file can be written, so that the graphs keep their weights', () => {
  process.env.TMPDIR = join(root, 'none');
  const file = new WeightsFile();
  expect(file.place(filled(1))).toBeUndefined();
  expect(file.place(filled(1))).toBeUndefined();
  file.close();
  expect(file.directory).toBeUndefined();
  expect(readdirSync(root)).toEqual([]);
});
