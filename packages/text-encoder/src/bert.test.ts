import '@org/tfjs-onnx';
import '@tensorflow/tfjs-backend-cpu';
import { mkdir } from 'node:fs/promises';
import { encodeSafeTensors, type SafeTensor } from '@org/safetensors';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadTextEncoder } from './load-text-encoder.js';
import { poolings } from './pooling.js';
import { goldenJson, goldenPath, goldenTensors, largestDifference } from './testing/golden.js';
import { ModelFolder } from './testing/model-folder.js';

const { texts, tokens } = goldenJson<{ texts: string[]; tokens: number[] }>(
  'tiny-bert.golden.json',
);
const golden = goldenTensors('tiny-bert.golden.safetensors');
/** Values are up to about 5; the golden ones are those of PyTorch in float64. */
const TOLERANCE = 1e-5;

describe.each(['cpu', 'onnx'])('a BERT model on the %s engine', (backend) => {
  let before = 0;
  beforeEach(async () => {
    await tf.setBackend(backend);
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
  });

  it("has the hidden states of Hugging Face's BertModel, embeddings and every layer", async () => {
    const encoder = await loadTextEncoder(goldenPath('tiny-bert'));
    const { states, shape, ids } = await encoder.hiddenStates(texts);
    const [count, time, size] = shape;
    expect([states.length, count, time, size]).toEqual([3, texts.length, 40, 32]);
    texts.forEach((_, text) => {
      const expected = golden(`states.${text}`);
      const length = ids[text]?.length ?? 0;
      expect(expected.shape).toEqual([3, length, size]);
      states.forEach((state, layer) => {
        const ours = state.subarray(text * time * size, (text * time + length) * size);
        const theirs = expected.data.subarray(layer * length * size, (layer + 1) * length * size);
        expect(largestDifference(ours, theirs)).toBeLessThan(TOLERANCE);
      });
    });
    encoder.dispose();
  });

  it('pools them as PyTorch does, padding left out, in whatever batches', async () => {
    const encoder = await loadTextEncoder(goldenPath('tiny-bert'));
    for (const pooling of poolings) {
      for (const batchTokens of [100, 10_000]) {
        const { vectors, truncated } = await encoder.encode(texts, { pooling, batchTokens });
        expect(largestDifference(vectors, golden(pooling).data)).toBeLessThan(TOLERANCE);
        expect(truncated).toEqual(tokens.flatMap((count, i) => (count > 40 ? [i] : [])));
      }
    }
    encoder.dispose();
  });
});

describe('a model folder', () => {
  let folder: ModelFolder;
  beforeEach(async () => {
    await tf.setBackend('cpu');
    folder = await ModelFolder.of('tiny-bert');
  });
  afterEach(() => folder.remove());

  const expectGolden = async () => {
    const encoder = await loadTextEncoder(folder.path);
    const { vectors } = await encoder.encode(texts, { pooling: 'mean' });
    expect(largestDifference(vectors, golden('mean').data)).toBeLessThan(TOLERANCE);
    encoder.dispose();
  };

  it('may keep its weights in several files', async () => {
    const tensors = [...(await folder.tensors())];
    const parts = [tensors.slice(0, 9), tensors.slice(9)];
    const names = parts.map((_, i) => `model-0000${i + 1}-of-00002.safetensors`);
    const map = parts.flatMap((part, i) => part.map(([name]) => [name, names[i]]));
    for (const [i, part] of parts.entries()) {
      await folder.write(names[i] ?? '', encodeSafeTensors(new Map(part)));
    }
    await folder.remove('model.safetensors');
    await folder.changeJson('model.safetensors.index.json', {
      weight_map: Object.fromEntries(map),
    });
    await expectGolden();
  });

  it('may be from a model with a head, with a prefix and names of TensorFlow', async () => {
    await folder.changeTensors((tensors) => {
      for (const [name, tensor] of [...tensors]) {
        tensors.delete(name);
        const old = name
          .replace('LayerNorm.weight', 'LayerNorm.gamma')
          .replace('LayerNorm.bias', 'LayerNorm.beta');
        tensors.set(`bert.${old}`, tensor);
      }
      tensors.set('cls.predictions.bias', { data: Float32Array.of(1), shape: [1] });
    });
    await expectGolden();
  });

  const change = (name: string, tensor: SafeTensor | undefined) =>
    folder.changeTensors((tensors) => {
      if (tensor === undefined) tensors.delete(name);
      else tensors.set(name, tensor);
    });
  const query = 'encoder.layer.1.attention.self.query';

  it.each<[string, () => Promise<void>, string]>([
    [
      'a missing tensor',
      () => change(`${query}.weight`, undefined),
      `has no tensor '${query}.weight'`,
    ],
    [
      'a tensor of another shape',
      () => change(`${query}.bias`, { data: new Float32Array(31), shape: [31] }),
      `has '${query}.bias' of shape [31], and config.json makes it [32]`,
    ],
    [
      'a number that is not finite',
      () => change(`${query}.bias`, { data: new Float32Array(32).fill(Number.NaN), shape: [32] }),
      `has a number in '${query}.bias' that is not finite`,
    ],
    [
      'more tokens than rows',
      () => folder.changeJson('config.json', { vocab_size: 100 }),
      'tokens, and ',
    ],
    [
      'another kind of model',
      () => folder.changeJson('config.json', { model_type: 'roberta' }),
      'model_type is "roberta", and only "bert" and "model2vec" can be run',
    ],
    [
      'another activation',
      () => folder.changeJson('config.json', { hidden_act: 'gelu_new' }),
      'hidden_act is "gelu_new", and only gelu or relu can be run',
    ],
    [
      'other positions',
      () => folder.changeJson('config.json', { position_embedding_type: 'relative_key' }),
      'position_embedding_type is "relative_key"',
    ],
    [
      'a missing size',
      () => folder.changeJson('config.json', { hidden_size: undefined }),
      'config.json does not describe a BERT model',
    ],
    [
      'heads that do not fit',
      () => folder.changeJson('config.json', { num_attention_heads: 5 }),
      '5 attention heads do not divide the hidden size 32',
    ],
    ['no config', () => folder.remove('config.json'), 'config.json cannot be read'],
    ['a config that is cut off', () => folder.write('config.json', '{"a":'), 'is not JSON'],
    ['no tokenizer', () => folder.remove('tokenizer.json'), 'tokenizer.json cannot be read'],
    [
      'a tokenizer without its fields',
      () => folder.write('tokenizer.json', '{}'),
      'tokenizer.json cannot be used as a tokenizer',
    ],
    ['no weights', () => folder.remove('model.safetensors'), 'model.safetensors cannot be read'],
    [
      'an index that names a file elsewhere',
      () => folder.changeJson('model.safetensors.index.json', { weight_map: { a: '../b' } }),
      "names '../b', which is not a file of this folder",
    ],
    [
      'an index of nothing',
      () => folder.changeJson('model.safetensors.index.json', { weight_map: {} }),
      'names no weight files of this folder',
    ],
  ])('is refused with %s, and leaves no tensor', async (_, damage, message) => {
    await damage();
    const before = tf.memory().numTensors;
    await expect(loadTextEncoder(folder.path)).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('has the limit and the pooling that its files name, but no combination of poolings', async () => {
    const { maxTokens, pooling } = await loadTextEncoder(folder.path);
    expect({ maxTokens, pooling }).toEqual({ maxTokens: 40, pooling: 'mean' });
    await folder.changeJson('tokenizer_config.json', { model_max_length: 1e30 });
    await folder.changeJson('sentence_bert_config.json', { max_seq_length: 24 });
    await mkdir(`${folder.path}/1_Pooling`);
    await folder.changeJson('1_Pooling/config.json', { pooling_mode_cls_token: true });
    const encoder = await loadTextEncoder(folder.path);
    expect([encoder.maxTokens, encoder.pooling]).toEqual([24, 'cls']);
    const longer = await loadTextEncoder(folder.path, { maxTokens: 32 });
    expect(longer.maxTokens).toBe(32);
    await folder.changeJson('1_Pooling/config.json', { pooling_mode_max_tokens: true });
    expect((await loadTextEncoder(folder.path)).pooling).toBe('mean');
    await folder.write('1_Pooling/config.json', '{"pooling_mode":"max"}');
    expect((await loadTextEncoder(folder.path)).pooling).toBe('max');
    await expect(loadTextEncoder(folder.path, { maxTokens: 41 })).rejects.toThrow(
      'maxTokens is a whole number from 3 to 40 for this model, got 41',
    );
  });
});
