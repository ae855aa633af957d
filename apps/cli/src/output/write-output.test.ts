import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeOutput } from './write-output.js';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'seqrec-output-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('a failed write keeps the earlier file, and the error names the file', async () => {
  const file = join(directory, 'model.onnx');
  await writeOutput(file, Uint8Array.of(1, 2));
  expect([...readFileSync(file)]).toEqual([1, 2]);
  writeFileSync(join(directory, 'taken'), '');
  await expect(writeOutput(join(directory, 'taken/model.onnx'), Uint8Array.of(3))).rejects.toThrow(
    /taken\/model\.onnx cannot be written: a file is where a directory must be; choose another place with --output$/,
  );
  expect(readdirSync(directory).sort()).toEqual(['model.onnx', 'taken']);
});
