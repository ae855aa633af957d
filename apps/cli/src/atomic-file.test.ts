import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeAtomically } from './atomic-file.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'atomic-file-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('writes a file, its directories too, and replaces one that is there', async () => {
  const file = join(directory, 'a/b/page.html');
  await writeAtomically(file, 'one');
  await writeAtomically(file, 'two');
  expect(readFileSync(file, 'utf8')).toBe('two');
  expect(readdirSync(join(directory, 'a/b'))).toEqual(['page.html']);
});

test('what cannot be written leaves nothing behind and says why', async () => {
  mkdirSync(join(directory, 'page.html/inner'), { recursive: true });
  await expect(writeAtomically(join(directory, 'page.html'), 'one')).rejects.toThrow(
    /page\.html cannot be written: EISDIR/,
  );
  expect(readdirSync(directory)).toEqual(['page.html']);
});
