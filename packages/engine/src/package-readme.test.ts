import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { listEngines } from './index.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('README', () => {
  it('has an example that runs', async () => {
    const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    expect(example.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(15);
    const index = fileURLToPath(new URL('./index.ts', import.meta.url));
    const file = fileURLToPath(new URL('../.vitest/readme-example.ts', import.meta.url));
    mkdirSync(new URL('../.vitest', import.meta.url), { recursive: true });
    writeFileSync(file, example.replace("'@org/engine'", `'${index}'`));

    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    await import(file);
    const lines = log.mock.calls.map(([line]) => line);
    log.mockRestore();
    const best = (await listEngines()).find(({ usable }) => usable);
    expect(lines[0]).toMatch(new RegExp(`^${best?.name} \\S+ \\(.+\\)$`));
    expect(lines[1]).toBe(true);
    expect(lines.slice(2)).toContain(best?.name);
  });

  it('lists every public name', async () => {
    const names = Object.keys(await import('./index.js'));
    expect(names.filter((name) => !readme.includes(`\`${name}`))).toEqual([]);
  });
});
