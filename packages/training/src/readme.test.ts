import '@tensorflow/tfjs-backend-cpu';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('README', () => {
  it('has an example that runs', async () => {
    const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    expect(example.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(15);
    const index = fileURLToPath(new URL('./index.ts', import.meta.url));
    const file = fileURLToPath(new URL('../.vitest/readme-example.ts', import.meta.url));
    mkdirSync(new URL('../.vitest', import.meta.url), { recursive: true });
    writeFileSync(file, `${example.replace("'@org/training'", `'${index}'`)}export { metrics };\n`);

    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    const { metrics } = (await import(file)) as { metrics: Record<string, number> };
    const losses = log.mock.calls.map(([, loss]) => Number(loss));
    log.mockRestore();
    expect(losses).toHaveLength(20);
    expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0);
    expect(metrics['ndcg@10']).toBeGreaterThan(0);
  });

  it('lists every public name', async () => {
    const names = Object.keys(await import('./index.js'));
    expect(names.filter((name) => !readme.includes(`\`${name}`))).toEqual([]);
  });
});
