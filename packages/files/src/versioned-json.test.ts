import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { sha256 } from './sha256.js';
import { readVersionedJson } from './versioned-json.js';

const directory = temporaryDirectory();
const file = join(directory, 'a.json');
const format = { version: 2, reader: '@org/artifact', renew: 'train the model again' };

function read(text: string): Promise<unknown> {
  writeFileSync(file, text);
  return readVersionedJson(file, format);
}

it('a file of the expected version is read, and so is a file without a version', async () => {
  expect(await read('{"formatVersion": 2, "a": 1}')).toEqual({ formatVersion: 2, a: 1 });
  expect(await read('[1]')).toEqual([1]);
  expect(await read('null')).toBe(null);
});

it('a file of another version is refused with advice', async () => {
  await expect(read('{"formatVersion": 3}')).rejects.toMatchObject({
    code: 'version',
    message: `${file}: it has format version 3, this version reads 2: update @org/artifact`,
  });
  await expect(read('{"formatVersion": 1}')).rejects.toThrow('reads 2: train the model again');
});

it('a missing file, an unreadable file and a file without JSON are refused with different errors', async () => {
  await expect(read('{')).rejects.toMatchObject({
    code: 'not-json',
    message: `${file} is not JSON`,
  });
  const missing = join(directory, 'missing.json');
  await expect(readVersionedJson(missing, format)).rejects.toMatchObject({
    code: 'missing',
    path: missing,
    message: `${missing} cannot be read: there is no such file or directory`,
  });
  await expect(readVersionedJson(directory, format)).rejects.toMatchObject({
    code: 'read-failed',
    reason: 'it is a directory',
  });
});

it('sha256 of the empty text equals that of FIPS 180-4', () => {
  expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});
