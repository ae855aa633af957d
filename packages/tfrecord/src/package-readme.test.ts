import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('README', () => {
  it('has an example that runs', async () => {
    const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    expect(example.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(15);
    const index = fileURLToPath(new URL('./index.ts', import.meta.url));
    const file = fileURLToPath(new URL('../.vitest/readme-example.ts', import.meta.url));
    mkdirSync(new URL('../.vitest', import.meta.url), { recursive: true });
    const directory = temporaryDirectory('test');
    const runnable = example
      .replace("'@org/tfrecord'", `'${index}'`)
      .replaceAll("'sessions", `'${directory}/sessions`);
    writeFileSync(file, runnable);

    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    await import(file);
    const { calls } = log.mock;
    log.mockRestore();
    expect(calls).toEqual([[7, [3117, 1250], 'Monday']]);
  });

  it('lists every public name', async () => {
    const names = Object.keys(await import('./index.js'));
    expect(names.filter((name) => !readme.includes(`\`${name}`))).toEqual([]);
  });
});
