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

test.runIf(process.platform === 'linux')('so is the time it kept a core busy', async () => {
  const { cpuSeconds } = await run(`
    const used = () => process.cpuUsage().user + process.cpuUsage().system;
    while (used() < 700_000) for (let i = 0; i < 1e6; i += 1);
    setTimeout(() => {}, 600);
  `);
  expect(cpuSeconds).toBeGreaterThan(0.6);
  expect(cpuSeconds).toBeLessThan(1.5);
});

test.runIf(process.platform === 'linux')('it may be held to one core', async () => {
  const { stdout } = await run('console.log(os.availableParallelism())', 1);
  expect(stdout).toBe('1\n');
});
