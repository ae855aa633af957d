import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AtomicFile, writeFileAtomically } from './atomic-file.js';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'files-file-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

it('a text replaces an existing file, and a missing directory is made', async () => {
  const file = join(directory, 'a/b/page.html');
  await writeFileAtomically(file, 'one');
  await writeFileAtomically(file, 'two');
  expect(readFileSync(file, 'utf8')).toBe('two');
  expect(readdirSync(join(directory, 'a/b'))).toEqual(['page.html']);
});

it('a file that is written part by part appears only when it is whole', async () => {
  const file = join(directory, 'list.csv');
  await writeFileAtomically(
    file,
    (async function* () {
      yield 'a\n';
      expect(readdirSync(directory)).not.toContain('list.csv');
      yield Buffer.from('b\n');
    })(),
  );
  expect(readFileSync(file, 'utf8')).toBe('a\nb\n');
  expect(readdirSync(directory)).toEqual(['list.csv']);
});

it('a content that throws leaves only the old file, and its error passes through', async () => {
  const file = join(directory, 'list.csv');
  writeFileSync(file, 'before');
  const failing = writeFileAtomically(
    file,
    (function* () {
      yield 'half';
      throw new Error('stop');
    })(),
  );
  await expect(failing).rejects.toThrow(/^stop$/);
  expect(readFileSync(file, 'utf8')).toBe('before');
  expect(readdirSync(directory)).toEqual(['list.csv']);
});

it('an error of the operating system names the file and the reason, and leaves nothing behind', async () => {
  const file = join(directory, 'page.html');
  mkdirSync(join(file, 'inner'), { recursive: true });
  await expect(writeFileAtomically(file, 'one')).rejects.toMatchObject({
    name: 'FileError',
    code: 'write-failed',
    path: file,
    reason: 'it is a directory',
    message: `${file} cannot be written: it is a directory`,
  });
  writeFileSync(join(directory, 'file'), '');
  const below = join(directory, 'file/page.html');
  await expect(writeFileAtomically(below, 'one')).rejects.toThrow(
    `${below} cannot be written: a file is where a directory must be`,
  );
  await expect(AtomicFile.create(join(directory, 'missing/x'))).rejects.toThrow(
    'missing/x cannot be written: there is no such file or directory',
  );
  expect(readdirSync(directory).sort()).toEqual(['file', 'page.html']);
});

it('a full disk leaves the old file', async () => {
  const file = join(directory, 'list.csv');
  writeFileSync(file, 'before');
  const handle = await open(file);
  const prototype = Object.getPrototypeOf(handle) as typeof handle;
  await handle.close();
  vi.spyOn(prototype, 'writeFile').mockRejectedValue(
    Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }),
  );
  await expect(writeFileAtomically(file, 'after')).rejects.toThrow(
    `${file} cannot be written: the disk is full`,
  );
  expect(readFileSync(file, 'utf8')).toBe('before');
  expect(readdirSync(directory)).toEqual(['list.csv']);
});

it('a symbolic link stays, and the file that it points to is replaced', async () => {
  mkdirSync(join(directory, 'there'));
  writeFileSync(join(directory, 'there/file'), 'before');
  symlinkSync('there/file', join(directory, 'link'));
  await writeFileAtomically(join(directory, 'link'), 'after');
  expect(readlinkSync(join(directory, 'link'))).toBe('there/file');
  expect(readFileSync(join(directory, 'there/file'), 'utf8')).toBe('after');
  expect(readdirSync(join(directory, 'there'))).toEqual(['file']);
});

it('a file name as long as names may be can be written', async () => {
  const name = 'x'.repeat(255);
  await writeFileAtomically(join(directory, name), '');
  expect(readdirSync(directory)).toEqual([name]);
  await expect(writeFileAtomically(join(directory, `${name}x`), '')).rejects.toThrow(
    'cannot be written: the name is too long',
  );
});

it('several writers of the same file at the same time leave one whole content', async () => {
  const file = join(directory, 'file');
  const contents = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(100_000));
  await Promise.all(contents.map((content) => writeFileAtomically(file, content)));
  expect(contents).toContain(readFileSync(file, 'utf8'));
  expect(readdirSync(directory)).toEqual(['file']);
});
