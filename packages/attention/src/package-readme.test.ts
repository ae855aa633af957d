import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { input, model } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import {
  ItemEmbedding,
  PaddingMask,
  PositionEmbedding,
  TiedItemScores,
  TransformerBlock,
} from './index.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('README', () => {
  it('has an example that runs', () => {
    const ids = input({ shape: [null], dtype: 'int32' });
    const mask = new PaddingMask().apply(ids);
    const [items, table] = new ItemEmbedding({ rows: 1000, size: 64, seed: 1 }).apply(ids);
    const x = new PositionEmbedding({ maxLength: 50, seed: 2 }).apply(items);
    const block = new TransformerBlock({
      heads: 2,
      innerSize: 256,
      causal: true,
      dropout: 0.2,
      seed: 3,
    });
    const scores = new TiedItemScores().apply([block.apply([x, mask]), table]);
    const network = model({ inputs: ids, outputs: scores });

    const batch = tf.tensor2d([0, 5, 999, 7, 8, 9], [2, 3], 'int32');
    expect((network.predict(batch) as tf.Tensor).shape).toEqual([2, 3, 1000]);
  });

  it('shows this example', () => {
    const compact = (code: string) => code.replace(/\/\/.*$/gm, '').replace(/[\s,]+/g, '');
    const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    const test = compact(
      readFileSync(new URL('./package-readme.test.ts', import.meta.url), 'utf8'),
    );
    const statements = example.split('\n').filter((line) => /^(const|network)/.test(line));
    expect(statements.length).toBeGreaterThan(5);
    for (const statement of statements) expect(test).toContain(compact(statement));
  });

  it('lists every public name', async () => {
    const names = Object.keys(await import('./index.js'));
    expect(names.filter((name) => !readme.includes(`\`${name}`))).toEqual([]);
  });
});
