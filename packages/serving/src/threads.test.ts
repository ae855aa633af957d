import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { saveArtifact } from '@org/artifact';
import { models } from '@org/models';
import { Catalogue } from '@org/seqrec-data';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RankQuery } from './messages.js';
import { ModelHost, type ModelHostOptions } from './model-host.js';
import { callerWithin } from './served-model.js';

// The threads run the built script: `pnpm build` first.

const V = 30;
const catalogue = new Catalogue(
  Array.from({ length: V }, (_, place) => ({
    ...{ index: place + 1, id: 100 + place, title: `Film ${place}` },
  })),
);

let artifact: string;
beforeAll(async () => {
  artifact = await mkdtemp(join(tmpdir(), 'serving-threads-'));
  await tf.setBackend('cpu');
  const model = await models.bert4rec.build({
    ...{ itemCount: V, maxLength: 12, hiddenSize: 16, stddev: 0.3, seed: 5 },
  });
  const popularity = Array.from({ length: V + 1 }, (_, item) => item);
  await saveArtifact(artifact, { model, catalogue, popularity, name: 'films' });
  model.network.dispose();
});
afterAll(() => rm(artifact, { recursive: true }));

async function started(options: Partial<ModelHostOptions>) {
  const host = new ModelHost({ artifact, ...options });
  await host.loaded;
  return host;
}

const values = new Float32Array(new SharedArrayBuffer(4 * (V + 2)));
values[4] = 9;
const queries: readonly RankQuery[] = [
  { history: { items: Int32Array.of(3, 8) }, k: 5, excludeSeen: true },
  {
    history: { items: Int32Array.of(3, 8) },
    ...{ k: 5, excludeSeen: true, bias: { key: 'four', values } },
  },
  {
    history: { items: Int32Array.of(1) },
    ...{ k: 3, excludeSeen: false, allow: Int32Array.of(9, 7) },
  },
];

describe('threads of an artifact', () => {
  it('answer alike by the graph of ONNX Runtime and by the scores of another engine', async () => {
    const hosts = await Promise.all([
      started({ engine: 'onnx', workers: 2 }),
      started({ engine: 'cpu' }),
    ]);
    const [graph, scores] = hosts.map((host) => host.model());
    expect([graph?.engine, scores?.engine]).toEqual([
      expect.stringContaining(', one graph)'),
      expect.not.stringContaining('graph'),
    ]);
    const [byGraph, byScores] = await Promise.all(
      [graph, scores].map((model) => model?.rank(queries, callerWithin(10_000))),
    );
    expect(byGraph?.map(({ indices }) => indices)).toEqual(byScores?.map(({ indices }) => indices));
    expect(byGraph?.[1]?.indices[0]).toBe(4);
    expect([...(byGraph?.[2]?.indices ?? [])].sort()).toEqual([7, 9]);
    const similar = await Promise.all(
      [graph, scores].map((model) => model?.similar(2, 4, callerWithin(10_000))),
    );
    expect(similar[0]?.indices).toEqual(similar[1]?.indices);
    expect(await graph?.search('film 17', 3, callerWithin(10_000))).toEqual(Int32Array.of(18));
    expect(await Promise.all(hosts.map((host) => host.stop(10_000)))).toEqual([true, true]);
  });

  it('say in one sentence why an artifact cannot be served', async () => {
    const host = new ModelHost({ artifact: join(artifact, 'none'), engine: 'onnx' });
    await expect(host.loaded).rejects.toThrow(join(artifact, 'none'));
    expect(await host.stop(10_000)).toBe(true);
  });
});
