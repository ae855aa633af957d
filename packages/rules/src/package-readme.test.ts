import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { namesNotInReadme, runReadme } from '../../../testing/run-readme.js';

it('the example of the README prints what it says', async () => {
  const { lines, printed } = await runReadme(import.meta.url);
  expect(lines).toBeLessThanOrEqual(15);
  expect(printed).toEqual([[[2, 3, 5]]]);
});

it('the README lists every public name', async () => {
  expect(await namesNotInReadme(import.meta.url)).toEqual([]);
});

it('no source imports a module of Node', () => {
  const folder = new URL('.', import.meta.url);
  const sources = readdirSync(folder).filter((name) => /^[^.]+\.ts$/.test(name));
  expect(sources).toContain('item-bias.ts');
  const importing = sources.filter((name) =>
    /from ['"]node:/.test(readFileSync(new URL(name, folder), 'utf8')),
  );
  expect(importing).toEqual([]);
});
