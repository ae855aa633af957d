import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { claimFile, livingProcess, releaseFile } from './process-file.js';

const directory = mkdtempSync(join(tmpdir(), 'seqrec-process-'));
afterAll(() => rmSync(directory, { recursive: true }));

const file = join(directory, 'lock');

test.each([
  ['nobody', undefined],
  ['0', undefined],
  [String(process.pid), undefined],
  [String(process.ppid), process.ppid],
  ['4194999', undefined], // above the largest id that Linux gives
])('a file that names %s', (content, living) => {
  writeFileSync(file, content);
  expect(livingProcess(file)).toBe(living);
});

test('an absent file names none', () => {
  claimFile(file);
  releaseFile(file);
  expect(livingProcess(file)).toBeUndefined();
});
