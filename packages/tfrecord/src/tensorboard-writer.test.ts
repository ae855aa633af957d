import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { TensorBoardWriter } from './tensorboard-writer.js';
import { readAll } from './testing/record-bytes.js';

describe('TensorBoardWriter', () => {
  it('writes the bytes that TensorFlow writes for the same events', async () => {
    const directory = join(temporaryDirectory('test'), 'runs', '7');
    const board = await TensorBoardWriter.open(directory, { now: () => 1_700_000_000.25 });
    await board.scalars(0, { loss: 0.5 });
    await board.scalars(100, { loss: 0.25, 'validation/ndcg@10': 0.125 });
    await board.close();
    const golden = await readFile(new URL('../golden/events.tfrecord', import.meta.url));
    expect((await readFile(board.path)).equals(golden)).toBe(true);
    expect(basename(board.path)).toMatch(/^events\.out\.tfevents\.1700000000\./);
  });

  it('has each step in the file when the promise resolves', async () => {
    const board = await TensorBoardWriter.open(temporaryDirectory('test'));
    await board.scalars(1, { loss: Number.NaN });
    expect((await readAll(board.path)).records).toHaveLength(2);
    void board.scalars(2, { loss: 1 });
    await board.close();
    expect((await readAll(board.path)).records).toHaveLength(3);
  });

  it('gives each writer a file of its own', async () => {
    const directory = temporaryDirectory('test');
    const options = { now: () => 1 };
    const boards = await Promise.all([1, 2].map(() => TensorBoardWriter.open(directory, options)));
    await Promise.all(boards.map((board) => board.close()));
    expect(await readdir(directory)).toHaveLength(2);
  });

  it('refuses a step that is none, and a directory that is a file', async () => {
    const directory = temporaryDirectory('test');
    const board = await TensorBoardWriter.open(directory);
    await expect(board.scalars(0.5, { loss: 1 })).rejects.toThrow(
      'a step is a whole number, got 0.5',
    );
    await board.close();
    const file = join(directory, 'file');
    await writeFile(file, '');
    await expect(TensorBoardWriter.open(file)).rejects.toMatchObject({
      code: 'write-failed',
      file,
    });
  });
});
