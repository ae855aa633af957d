import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeAtomically } from './atomic-file.js';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'seqrec-atomic-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('a file appears once it is whole, in a directory that is made for it', async () => {
  const path = join(directory, 'new/list.csv');
  await writeAtomically(path, async (append) => {
    await append('a\n');
    expect(readdirSync(join(directory, 'new'))).not.toContain('list.csv');
    await append('b\n');
  });
  expect(readFileSync(path, 'utf8')).toBe('a\nb\n');
  expect(readdirSync(join(directory, 'new'))).toEqual(['list.csv']);
});

test('one that fails leaves what stood there, and nothing else', async () => {
  const path = join(directory, 'list.csv');
  writeFileSync(path, 'before');
  const failing = writeAtomically(path, async (append) => {
    await append('half');
    throw new Error('stop');
  });
  await expect(failing).rejects.toThrow('stop');
  expect(readFileSync(path, 'utf8')).toBe('before');
  expect(readdirSync(directory)).toEqual(['list.csv']);
});
