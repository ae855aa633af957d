import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeDirectory, writeDirectory, writeFiles } from './atomic-directory.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'files-directory-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function contentOf(directory: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), 'utf8')]),
  );
}

describe('writeDirectory', () => {
  it('makes a directory with its parents, and replaces an existing one with everything in it', async () => {
    const directory = join(root, 'runs/model');
    await writeDirectory(directory, { a: 'one', b: Uint8Array.of(0x32) });
    expect(contentOf(directory)).toEqual({ a: 'one', b: '2' });
    await writeDirectory(directory, { c: ['thr', 'ee'] });
    expect(contentOf(directory)).toEqual({ c: 'three' });
    expect(readdirSync(join(root, 'runs'))).toEqual(['model']);
  });

  it('writes files in order, so that a later content may depend on an earlier one', async () => {
    let bytes = 0;
    await writeDirectory(join(root, 'd'), {
      a: (function* () {
        for (const part of ['one', 'three']) {
          bytes += part.length;
          yield part;
        }
      })(),
      sizes: (function* () {
        yield `a: ${bytes}`;
      })(),
    });
    expect(contentOf(join(root, 'd'))).toEqual({ a: 'onethree', sizes: 'a: 8' });
  });

  it('takes a file that exists under a second name, without a copy', async () => {
    const directory = join(root, 'd');
    const existing = join(root, 'large');
    writeFileSync(existing, 'whole');
    await writeDirectory(directory, { a: 'one', large: { existing } });
    expect(contentOf(directory)).toEqual({ a: 'one', large: 'whole' });
    expect(statSync(join(directory, 'large')).ino).toBe(statSync(existing).ino);
    // A directory that has files gets a copy.
    await writeFiles(directory, { copied: { existing } });
    expect(statSync(join(directory, 'copied')).ino).not.toBe(statSync(existing).ino);
    rmSync(existing);
    expect(contentOf(directory)).toEqual({ a: 'one', large: 'whole', copied: 'whole' });
    await expect(writeDirectory(directory, { large: { existing } })).rejects.toThrow('ENOENT');
    expect(contentOf(directory)).toHaveProperty('a', 'one');
  });

  it('keeps the old directory when a content throws, and throws the same error', async () => {
    const directory = join(root, 'd');
    await writeDirectory(directory, { a: 'old' });
    const missing = Object.assign(new Error('of the source'), { code: 'ENOENT', syscall: 'open' });
    const failing = (async function* () {
      yield 'half';
      throw missing;
    })();
    await expect(writeDirectory(directory, { a: 'new', b: failing })).rejects.toBe(missing);
    expect(contentOf(directory)).toEqual({ a: 'old' });
    expect(readdirSync(root)).toEqual(['d']);
  });

  it('says which directory or file cannot be written, and leaves nothing behind', async () => {
    writeFileSync(join(root, 'file'), '');
    const below = join(root, 'file/d');
    await expect(writeDirectory(below, { a: '' })).rejects.toMatchObject({
      code: 'write-failed',
      path: below,
      message: `${below} cannot be written: a file is where a directory must be`,
    });
    await expect(writeDirectory(join(root, 'file'), { a: '' })).rejects.toMatchObject({
      path: join(root, 'file'),
    });
    await expect(writeDirectory(join(root, 'd'), { ['x'.repeat(256)]: '' })).rejects.toThrow(
      'cannot be written: the name is too long',
    );
    expect(readdirSync(root)).toEqual(['file']);
  });

  it('leaves one whole content when several writers write at the same time', async () => {
    const directory = join(root, 'd');
    const letters = ['a', 'b', 'c', 'd'];
    await Promise.all(
      letters.map((letter) => writeDirectory(directory, { one: letter, two: letter })),
    );
    const { one, two } = contentOf(directory);
    expect(letters).toContain(one);
    expect(two).toBe(one);
    expect(readdirSync(root)).toEqual(['d']);
  });
});

describe('writeFiles', () => {
  it('writes a new or empty directory as a whole, and any other one file by file', async () => {
    const directory = join(root, 'd');
    await writeFiles(directory, { a: 'one' });
    mkdirSync(join(root, 'empty'));
    await writeFiles(join(root, 'empty'), { a: 'one' });
    expect(contentOf(join(root, 'empty'))).toEqual({ a: 'one' });
    writeFileSync(join(directory, 'mine'), 'kept');
    await writeFiles(directory, { a: 'two', b: 'three' });
    expect(contentOf(directory)).toEqual({ a: 'two', b: 'three', mine: 'kept' });
    expect(readdirSync(root).sort()).toEqual(['d', 'empty']);
  });

  it('throws the error of a source that cannot be opened, and keeps the old file', async () => {
    const directory = join(root, 'd');
    await writeFiles(directory, { a: 'one' });
    const existing = join(root, 'missing');
    await expect(writeFiles(directory, { a: { existing } })).rejects.toThrow('ENOENT');
    expect(contentOf(directory)).toEqual({ a: 'one' });
  });

  it('refuses a file in the place of the directory', async () => {
    writeFileSync(join(root, 'd'), '');
    await expect(writeFiles(join(root, 'd'), { a: 'one' })).rejects.toThrow(
      `${join(root, 'd')} cannot be written: a file is where a directory must be`,
    );
  });
});

describe('removeDirectory', () => {
  it('deletes a directory with all that is in it, and takes one that is not there for deleted', async () => {
    mkdirSync(join(root, 'd/old/e'), { recursive: true });
    writeFileSync(join(root, 'd/a'), 'one');
    await removeDirectory(join(root, 'd'));
    await removeDirectory(join(root, 'd'));
    await removeDirectory(join(root, 'nowhere/d'));
    expect(readdirSync(root)).toEqual([]);
  });
});
