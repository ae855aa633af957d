import { expect, it } from 'vitest';
import { namesNotInReadme, runReadme } from '../../../testing/run-readme.js';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';

it('the example of the README recommends what it says, before and after loading', async () => {
  const start = process.cwd();
  process.chdir(temporaryDirectory('test'));
  try {
    const { printed, lines } = await runReadme(import.meta.url);
    expect(printed).toEqual([['butter'], [false]]);
    expect(lines).toBeLessThanOrEqual(15);
  } finally {
    process.chdir(start);
  }
}, 120_000);

it('the README lists every public name', async () => {
  expect(await namesNotInReadme(import.meta.url)).toEqual([]);
});
