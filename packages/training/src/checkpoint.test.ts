import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  checkpointName,
  listCheckpoints,
  newestCheckpoint,
  openCheckpointDirectory,
  pruneCheckpoints,
  readCheckpoint,
  writeCheckpoint,
} from './checkpoint.js';
import { FRESH_RUN } from './run-state.js';

let parent = '';
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'checkpoint-test-'));
});
afterEach(() => rmSync(parent, { recursive: true }));

const content = (step: number) => ({
  run: { ...FRESH_RUN, step, evaluations: [{ step: 1, epoch: 0, metrics: { 'ndcg@10': 0.25 } }] },
  config: { seed: 1 },
  tensors: new Map([['model/table', { data: Float32Array.of(step, 2), shape: [1, 2] }]]),
});

describe('a checkpoint', () => {
  it('reads back what was written', async () => {
    const directory = await writeCheckpoint(parent, content(1234));
    expect(directory).toBe(join(parent, 'step-00001234'));
    expect(readdirSync(directory).sort()).toEqual(['state.json', 'tensors.safetensors']);
    expect(await readCheckpoint(directory)).toEqual({ directory, ...content(1234) });
  });

  it('replaces a checkpoint of the same step', async () => {
    await writeCheckpoint(parent, content(7));
    await writeCheckpoint(parent, { ...content(7), config: { seed: 2 } });
    expect(readdirSync(parent)).toEqual(['step-00000007']);
    expect((await readCheckpoint(join(parent, checkpointName(7)))).config).toEqual({ seed: 2 });
  });

  it('that is half-written is ignored and removed', async () => {
    await writeCheckpoint(parent, content(3));
    const partial = join(parent, '.partial-ffffffff-1-000000000001');
    mkdirSync(partial);
    utimesSync(partial, 0, 0); // long ago, on another machine
    mkdirSync(join(parent, 'step-00000010'));
    expect(await listCheckpoints(parent)).toEqual([3, 10]);
    const { checkpoint, skipped } = await newestCheckpoint(parent);
    expect(checkpoint?.run.step).toBe(3);
    expect(skipped).toEqual([expect.stringContaining('step-00000010')]);
    await openCheckpointDirectory(parent);
    expect(readdirSync(parent).sort()).toEqual(['step-00000003', 'step-00000010']);
  });

  it('says what is wrong with it', async () => {
    const directory = await writeCheckpoint(parent, content(1));
    writeFileSync(join(directory, 'tensors.safetensors'), 'short');
    await expect(readCheckpoint(directory)).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining('tensors.safetensors is not what was written: 5 bytes'),
    });
    writeFileSync(join(directory, 'state.json'), '{"formatVersion": 2}');
    await expect(readCheckpoint(directory)).rejects.toMatchObject({ code: 'version' });
    writeFileSync(join(directory, 'state.json'), '{');
    await expect(readCheckpoint(directory)).rejects.toMatchObject({ code: 'not-json' });
    await expect(readCheckpoint(join(parent, 'step-00000002'))).rejects.toMatchObject({
      code: 'missing',
    });
  });

  it('of an unknown format is an error, and is not skipped', async () => {
    const directory = await writeCheckpoint(parent, content(5));
    await writeCheckpoint(parent, content(4));
    writeFileSync(join(directory, 'state.json'), '{"formatVersion": 2}');
    await expect(newestCheckpoint(parent)).rejects.toMatchObject({ code: 'version' });
  });

  it('that cannot be written leaves nothing behind', async () => {
    const file = join(parent, 'file');
    writeFileSync(file, '');
    await expect(writeCheckpoint(file, content(1))).rejects.toMatchObject({
      code: 'write-failed',
      message: expect.stringContaining(
        `${file}/step-00000001 cannot be written: a file is where a directory must be`,
      ),
    });
    expect(readdirSync(parent)).toEqual(['file']);
  });
});

describe('pruneCheckpoints', () => {
  it('keeps the newest and the best', async () => {
    for (const step of [1, 2, 3, 4]) await writeCheckpoint(parent, content(step));
    await pruneCheckpoints(parent, 2, 1);
    expect(await listCheckpoints(parent)).toEqual([1, 3, 4]);
  });
});
