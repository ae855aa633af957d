import { expect, test } from 'vitest';
import { summarize } from './training-log.js';

const at = (second: number) => new Date(second * 1000).toISOString();
const line = (second: number, type: string, content: object) =>
  JSON.stringify({ time: at(second), type, ...content });
const metrics = (ndcg: number) => ({ 'ndcg@10': ndcg, 'hitRate@10': 2 * ndcg });

const beginning = [
  line(0, 'engine', { engine: { name: 'onnx' } }),
  line(1, 'started', { parameters: 321, batchesPerEpoch: 5 }),
  line(11, 'epoch', { epoch: 0, loss: 8 }),
  line(13, 'evaluation', { epoch: 0, metrics: metrics(0.1), seconds: 2 }),
  line(14, 'checkpoint', { reason: 'best' }),
  line(24, 'epoch', { epoch: 1, loss: 7 }),
];
const end = line(90, 'done', { outcome: { reason: 'stopped-early', steps: 15, bestEpoch: 1 } });

test('epochs are counted from 1, and their time holds no validation and no checkpoint', () => {
  const log = [
    ...beginning,
    line(26, 'evaluation', { epoch: 1, metrics: metrics(0.2), seconds: 2 }),
    line(36, 'epoch', { epoch: 2, loss: 6 }),
    line(38, 'evaluation', { epoch: 2, metrics: metrics(0.15), seconds: 2 }),
    end,
  ].join('\n');
  expect(summarize(log)).toEqual({
    parameters: 321,
    epochs: 3,
    steps: 15,
    stepsPerEpoch: 5,
    reason: 'stopped-early',
    bestEpoch: 2,
    epochSeconds: 10,
    validationSeconds: 2,
    validation: {
      'ndcg@10': { 1: 0.1, 2: 0.2, 3: 0.15 },
      'hitRate@10': { 1: 0.2, 2: 0.4, 3: 0.3 },
    },
    loss: { 1: 8, 2: 7, 3: 6 },
  });
});

test('what a resumed run does again counts once, and the time between two sessions not at all', () => {
  const log = [
    ...beginning,
    '{"time":"1970-01-01T00:0',
    line(5000, 'started', { parameters: 321, batchesPerEpoch: 5 }),
    line(5010, 'epoch', { epoch: 1, loss: 7 }),
    line(5012, 'evaluation', { epoch: 1, metrics: metrics(0.2), seconds: 2 }),
    end,
  ].join('\n');
  const { epochs, epochSeconds, loss, validation } = summarize(log);
  expect({ epochs, epochSeconds, loss }).toEqual({
    epochs: 2,
    epochSeconds: 10,
    loss: { 1: 8, 2: 7 },
  });
  expect(validation['ndcg@10']).toEqual({ 1: 0.1, 2: 0.2 });
});

test('a long loss curve is thinned to 40 epochs, the first and the last among them', () => {
  const epochs = Array.from({ length: 200 }, (_, i) => line(i, 'epoch', { epoch: i, loss: i }));
  const { loss } = summarize([...epochs, end].join('\n'));
  expect(Object.keys(loss)).toHaveLength(40);
  expect([loss[1], loss[200]]).toEqual([0, 199]);
});
