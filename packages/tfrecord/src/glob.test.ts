import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { expandGlob } from './glob.js';

const tree = async (): Promise<string> => {
  const root = temporaryDirectory('test');
  await mkdir(join(root, 'a/deep'), { recursive: true });
  await mkdir(join(root, 'b'));
  const files = [
    'a/1.tfrecord',
    'a/2.tfrecord',
    'a/deep/3.tfrecord',
    'b/10.tfrecord',
    'b/.hidden.tfrecord',
    'b/x[1].txt',
    'b/x1.txt',
  ];
  for (const file of files) await writeFile(join(root, file), '');
  return root;
};

describe('expandGlob', () => {
  it.each([
    ['a/*.tfrecord', ['a/1.tfrecord', 'a/2.tfrecord']],
    ['*/*.tfrecord', ['a/1.tfrecord', 'a/2.tfrecord', 'b/10.tfrecord']],
    ['*/?.tfrecord', ['a/1.tfrecord', 'a/2.tfrecord']],
    ['a/[2-9].tfrecord', ['a/2.tfrecord']],
    ['a/[!2-9].tfrecord', ['a/1.tfrecord']],
    ['**/*.tfrecord', ['a/1.tfrecord', 'a/2.tfrecord', 'a/deep/3.tfrecord', 'b/10.tfrecord']],
    ['a/**/3.tfrecord', ['a/deep/3.tfrecord']],
    ['b/.h*', ['b/.hidden.tfrecord']],
    ['[ab]/1*', ['a/1.tfrecord', 'b/10.tfrecord']],
    ['*/1.tfrecord', ['a/1.tfrecord']],
    ['c*/1.tfrecord', []],
    ['a/1.tf.ecord*', []],
    // An existing path is not a pattern, and a path without wildcards is not looked up.
    ['b/x[1].txt', ['b/x[1].txt']],
    ['nowhere.tfrecord', ['nowhere.tfrecord']],
  ])('%s names %j', async (pattern, expected) => {
    const root = await tree();
    const found = await expandGlob(`${root}/${pattern}`);
    expect(found).toEqual(expected.map((file) => `${root}/${file}`));
  });
});
