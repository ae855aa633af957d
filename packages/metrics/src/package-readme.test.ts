import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bootstrapInterval, meanMetrics, perUserMetrics, targetRank, topK } from './index.js';

describe('README', () => {
  it('shows the results of its example', () => {
    const rows = [Float32Array.of(0, 0.1, 0.9, 0.7, 0.8), Float32Array.of(0, 0.5, 0.9, 0.6, 0.4)];
    const filter = { from: 1, exclude: Int32Array.of(2) };
    const best = rows.map((row) => topK(row, 2, filter).indices);
    expect(best).toEqual([Int32Array.of(4, 3), Int32Array.of(3, 1)]);
    const ranks = rows.map((row) => [targetRank(row, 4, filter)]);
    expect(ranks).toEqual([[1], [3]]);

    const perUser = perUserMetrics(ranks, { ks: [1, 10], metrics: ['hitRate', 'ndcg'] });
    const means = meanMetrics(perUser);
    expect(means).toEqual({ 'hitRate@1': 0.5, 'hitRate@10': 1, 'ndcg@1': 0.5, 'ndcg@10': 0.75 });
    const interval = bootstrapInterval(perUser['ndcg@10'], { seed: 1 });
    expect(interval).toEqual({ mean: 0.75, low: 0.5, high: 1 });
  });

  it('lists every public name', async () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const names = Object.keys(await import('./index.js'));
    expect(names.filter((name) => !readme.includes(`\`${name}`))).toEqual([]);
  });
});
