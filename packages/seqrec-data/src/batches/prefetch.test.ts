import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Random } from '@org/random';
import { build } from 'tsup';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sequencesFromLists } from '../dataset/sequences.js';
import { type TrainingBatchesOptions, trainingBatches } from './batches.js';
import type { ModelBatch } from './model-batch.js';
import { type PrefetchOptions, prefetchBatches } from './prefetch.js';

const options = {
  objective: { kind: 'cloze', maskProbability: 0.2, maxPredictions: 8, lastItemShare: 0.1 },
  itemCount: 300,
  maxLength: 40,
  batchSize: 8,
  seed: 5,
  negatives: { count: 2, sampling: { kind: 'popularity', excludeSeen: true }, logQ: true },
} satisfies TrainingBatchesOptions;

const train = sequencesFromLists(
  Array.from({ length: 100 }, (_, user) => {
    const random = Random.of(1, user);
    return Array.from({ length: 2 + random.integer(60) }, () => 1 + random.integer(300));
  }),
);

let folder: string;
let workerUrl: URL;

// Bundled as an app would: the package's own build writes the same file beside its index.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'batch-worker-'));
  await build({
    config: false,
    entry: [fileURLToPath(new URL('../batch-worker.ts', import.meta.url))],
    outDir: folder,
    outExtension: () => ({ js: '.mjs' }),
    format: 'esm',
    platform: 'node',
    noExternal: [/^@org\//],
    silent: true,
    esbuildOptions(esbuild) {
      esbuild.conditions = ['@org/source'];
    },
  });
  workerUrl = pathToFileURL(join(folder, 'batch-worker.mjs'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function withPrefetch<Result>(
  use: (source: ReturnType<typeof prefetchBatches>) => Promise<Result>,
  prefetch: PrefetchOptions = { workerUrl },
): Promise<Result> {
  const source = prefetchBatches(train, options, prefetch);
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}

async function collect(batches: AsyncIterable<ModelBatch>): Promise<ModelBatch[]> {
  const all: ModelBatch[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

describe('prefetched batches', () => {
  it('are byte for byte those made in process, from any batch on', async () => {
    await withPrefetch(async (source) => {
      const local = trainingBatches(train, options);
      expect(source.batchesPerEpoch).toBe(local.batchesPerEpoch);
      expect(source.meanWeight).toBe(local.meanWeight);
      expect(await collect(source.epoch(0))).toEqual([...local.epoch(0)]);
      expect(await collect(source.epoch(3, 4))).toEqual([...local.epoch(3, 4)]);
    });
  });

  it('may be left early and taken in two epochs at once', async () => {
    await withPrefetch(
      async (source) => {
        const local = trainingBatches(train, options);
        for await (const batch of source.epoch(0)) {
          expect(batch).toEqual(local.batch(0, 0));
          break;
        }
        const [first, second] = await Promise.all([
          collect(source.epoch(1)),
          collect(source.epoch(2)),
        ]);
        expect(first).toEqual([...local.epoch(1)]);
        expect(second).toEqual([...local.epoch(2)]);
      },
      { workerUrl, queue: 2 },
    );
  });

  it('can be taken again after closing', async () => {
    await withPrefetch(async (source) => {
      const first = await collect(source.epoch(0));
      await source.close();
      expect(await collect(source.epoch(0))).toEqual(first);
    });
  });
});

describe('a thread that fails', () => {
  it('says which script could not start', async () => {
    const missing = new URL('./no-such-worker.mjs', workerUrl);
    const reading = withPrefetch((source) => collect(source.epoch(0)), { workerUrl: missing });
    await expect(reading).rejects.toMatchObject({ code: 'worker-failed' });
    await expect(reading).rejects.toThrow('no-such-worker.mjs');
  });

  it('does not leave a reader waiting when it is closed', async () => {
    await withPrefetch(async (source) => {
      const reading = source.epoch(0)[Symbol.asyncIterator]().next();
      await source.close();
      await expect(reading).rejects.toThrow('has ended');
    });
  });

  it('passes on why a batch could not be made', async () => {
    await withPrefetch(async (source) => {
      await expect(collect(source.epoch(-1))).rejects.toMatchObject({
        code: 'worker-failed',
        cause: expect.objectContaining({ message: expect.stringContaining('got -1') }),
      });
    });
  });
});

describe('bad options', () => {
  it('are refused before a thread is started', () => {
    expect(() => prefetchBatches(train, { ...options, batchSize: 0 })).toThrow('batchSize');
    expect(() => prefetchBatches(train, options, { queue: 0 })).toThrow('queue is a whole number');
  });
});
