import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeAtomically } from './atomic-file.js';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'seqrec-atomic-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('a text replaces what is there, in a directory that is made for it', async () => {
  const file = join(directory, 'a/b/page.html');
  await writeAtomically(file, 'one');
  await writeAtomically(file, 'two');
  expect(readFileSync(file, 'utf8')).toBe('two');
  expect(readdirSync(join(directory, 'a/b'))).toEqual(['page.html']);
});

test('written piece by piece a file appears once it is whole', async () => {
  const file = join(directory, 'list.csv');
  await writeAtomically(file, async (append) => {
    await append('a\n');
    expect(readdirSync(directory)).not.toContain('list.csv');
    await append('b\n');
  });
  expect(readFileSync(file, 'utf8')).toBe('a\nb\n');
  expect(readdirSync(directory)).toEqual(['list.csv']);
});

test('a writer that fails leaves what stood there, and nothing else, and says why in its own words', async () => {
  const file = join(directory, 'list.csv');
  writeFileSync(file, 'before');
  const failing = writeAtomically(file, async (append) => {
    await append('half');
    throw new Error('stop');
  });
  await expect(failing).rejects.toThrow(/^stop$/);
  expect(readFileSync(file, 'utf8')).toBe('before');
  expect(readdirSync(directory)).toEqual(['list.csv']);
});

test('what the file system refuses leaves nothing behind and names the file', async () => {
  mkdirSync(join(directory, 'page.html/inner'), { recursive: true });
  await expect(writeAtomically(join(directory, 'page.html'), 'one')).rejects.toThrow(
    /page\.html cannot be written: EISDIR/,
  );
  expect(readdirSync(directory)).toEqual(['page.html']);
});

test('bytes that the disk refuses leave what was there, and the error names the file', async () => {
  const file = join(directory, 'model.onnx');
  await writeAtomically(file, Uint8Array.of(1, 2));
  expect([...readFileSync(file)]).toEqual([1, 2]);
  writeFileSync(join(directory, 'taken'), '');
  await expect(
    writeAtomically(join(directory, 'taken/model.onnx'), Uint8Array.of(3)),
  ).rejects.toThrow(/taken\/model\.onnx cannot be written: /);
  expect(readdirSync(directory).sort()).toEqual(['model.onnx', 'taken']);
});
