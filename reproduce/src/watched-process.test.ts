import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { watchedNode } from './watched-process.js';

const run = (script: string, threads?: number) =>
  watchedNode({ args: ['-e', script], cwd: tmpdir(), quiet: true, threads });

test('what a process says is kept, and how it ended', async () => {
  const { stdout, stderr, ending } = await run(
    'console.log("yes"); console.error("no"); process.exitCode = 3',
  );
  expect([stdout, stderr, ending]).toEqual(['yes\n', 'no\n', 3]);
});

test.runIf(process.platform === 'linux')('the most memory it held is seen', async () => {
  const { peakRssMib } = await run('Buffer.alloc(300 << 20, 1); setTimeout(() => {}, 800)');
  expect(peakRssMib).toBeGreaterThan(300);
  expect(peakRssMib).toBeLessThan(600);
});

test.runIf(process.platform === 'linux')('it may be held to one core', async () => {
  const { stdout } = await run('console.log(os.availableParallelism())', 1);
  expect(stdout).toBe('1\n');
});
