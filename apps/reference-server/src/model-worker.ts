import { parentPort, workerData } from 'node:worker_threads';
import { loadArtifact } from '@org/artifact';
import { startEngine } from '@org/engine';
import { maskId, tableRows } from '@org/seqrec-data';
import { modelScorer } from '@org/sequence-model';
import type { ModelReady, WorkerAnswer, WorkerRequest, WorkerSettings } from './messages.js';
import { modelKinds } from './model-kinds.js';

// The thread that holds the model. An engine blocks its thread while it computes; here it blocks no request.

const port = parentPort;
if (port === null) throw new Error('model-worker runs as a worker thread only');

const settings = workerData as WorkerSettings;
const engine = await startEngine({ engine: settings.engine, resolveFrom: import.meta.url });
const artifact = await loadArtifact(settings.artifact, { kinds: modelKinds });
const { model } = artifact;
const scorer = modelScorer(model);

// The first pass through each shape pays for what engines prepare; no user should.
await scorer.score([{ items: new Int32Array(0) }]);
await scorer.score([{ items: new Int32Array(model.maxLength).fill(1) }]);

let unitRows: Float32Array | undefined;

/** The item table with rows of length 1, so that a product of two rows is their cosine. */
async function unitItemRows(): Promise<Float32Array> {
  if (unitRows !== undefined) return unitRows;
  const rows = Float32Array.from(await model.itemTable().data());
  const hidden = rows.length / tableRows(model.itemCount);
  for (let start = 0; start < rows.length; start += hidden) {
    const row = rows.subarray(start, start + hidden);
    const norm = Math.hypot(...row) || 1;
    for (let d = 0; d < hidden; d += 1) row[d] = (row[d] ?? 0) / norm;
  }
  unitRows = rows;
  return rows;
}

async function similarity(index: number): Promise<Float32Array> {
  const rows = await unitItemRows();
  const hidden = rows.length / tableRows(model.itemCount);
  const item = rows.subarray(index * hidden, (index + 1) * hidden);
  const cosines = new Float32Array(maskId(model.itemCount));
  for (let other = 1; other < cosines.length; other += 1) {
    let sum = 0;
    for (let d = 0; d < hidden; d += 1) sum += (rows[other * hidden + d] ?? 0) * (item[d] ?? 0);
    cosines[other] = sum;
  }
  return cosines;
}

port.on('message', async (request: WorkerRequest) => {
  let answer: WorkerAnswer;
  try {
    if (request.kind === 'score') {
      const { width, data } = await scorer.score(request.histories);
      answer = { kind: 'answer', id: request.id, width, data };
    } else {
      const data = await similarity(request.index);
      answer = { kind: 'answer', id: request.id, width: data.length, data };
    }
  } catch (error) {
    answer = { kind: 'failed', id: request.id, message: String(error) };
  }
  port.postMessage(answer, answer.kind === 'answer' ? [answer.data.buffer as ArrayBuffer] : []);
});

const ready: ModelReady = {
  kind: 'ready',
  model: {
    name: artifact.config.name,
    version: artifact.config.version,
    kind: model.kind,
    maxLength: model.maxLength,
    engine: `${engine.name} ${engine.version} (${engine.device})`,
    metrics: artifact.metrics,
    items: artifact.catalogue.items,
    popularity: Float32Array.from(artifact.popularity),
  },
};
port.postMessage(ready);
