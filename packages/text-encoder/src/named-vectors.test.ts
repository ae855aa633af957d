import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeSafeTensors } from '@org/safetensors';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readNamedVectors, writeNamedVectors } from './named-vectors.js';

let directory: string;
let file: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'vectors-'));
  file = join(directory, 'items.safetensors');
});
afterEach(() => rm(directory, { recursive: true }));

it('reads back ids of both types, vectors and their origin', async () => {
  const written = {
    ids: [5, '5', 'ümlaut'],
    vectors: Float32Array.of(1, 2, 3, 4, 5, 6),
    size: 2,
    origin: { encoder: 'abc' },
  };
  await writeNamedVectors(file, written);
  expect(await readNamedVectors(file)).toEqual(written);
});

const tensor = (values: number[], shape: number[]) =>
  new Map([['vectors', { data: Float32Array.from(values), shape }]]);

it.each([
  ['text', Buffer.from('id,vector'), 'it is not a safetensors file'],
  ['no ids', encodeSafeTensors(tensor([1], [1, 1]), {}), "its metadata has no 'ids'"],
  ['ids that are no list', encodeSafeTensors(tensor([1], [1, 1]), { ids: '7' }), "no 'ids'"],
  [
    'another number of ids',
    encodeSafeTensors(tensor([1], [1, 1]), { ids: '[1, 2]' }),
    "it names 2 ids, and 'vectors' has 1 rows",
  ],
  [
    'no tensor of this name',
    encodeSafeTensors(new Map(), { ids: '[]' }),
    "expected a float tensor 'vectors'",
  ],
  [
    'a value that is no number',
    encodeSafeTensors(tensor([1, Number.NaN], [1, 2]), { ids: '["a"]' }),
    'the vector of "a" holds NaN',
  ],
])('refuses a file with %s', async (_, bytes, message) => {
  await writeFile(file, bytes);
  const failure = readNamedVectors(file);
  await expect(failure).rejects.toMatchObject({ code: 'bad-vectors' });
  await expect(failure).rejects.toThrow(message);
});

it('refuses a file that is missing', async () => {
  await expect(readNamedVectors(file)).rejects.toMatchObject({ code: 'missing' });
});
