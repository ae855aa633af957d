import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Random } from '@org/random';
import { afterAll, expect, it } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'kill-test-'));
afterAll(() => rmSync(root, { recursive: true }));

const require = createRequire(import.meta.url);
// Runs TypeScript in Node.
const loader = pathToFileURL(require.resolve('tsx')).href;
const script = fileURLToPath(new URL('./testing/killable-run.ts', import.meta.url));

function start(directory: string): ChildProcess {
  const node = ['--conditions', '@org/source', '--import', loader, script, directory];
  return spawn(process.execPath, node, { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Kills a run with SIGKILL a moment after it has reached a step. */
async function killAt(directory: string, step: number, milliseconds: number): Promise<void> {
  const child = start(directory);
  const exit = once(child, 'exit');
  if (child.stdout === null) throw new Error('the run has no output');
  for await (const line of createInterface(child.stdout)) {
    if (Number.parseInt(line, 10) >= step) break;
  }
  await setTimeout(milliseconds);
  child.kill('SIGKILL');
  expect(await exit).toEqual([null, 'SIGKILL']);
}

async function finish(directory: string): Promise<Record<string, string>> {
  const child = start(directory);
  child.stdout?.resume();
  expect(await once(child, 'exit')).toEqual([0, null]);
  const last = join(directory, 'step-00000060');
  return Object.fromEntries(
    readdirSync(last).map((name) => [name, readFileSync(join(last, name), 'latin1')]),
  );
}

it('a run killed at random moments ends with the same bytes as one that never was', async () => {
  const uninterrupted = finish(join(root, 'uninterrupted'));
  const directory = join(root, 'killed');
  const random = Random.of('kill');
  for (const from of [3, 30]) {
    await killAt(directory, from + random.integer(20), random.integer(15));
  }
  expect(await finish(directory)).toEqual(await uninterrupted);
  expect(readdirSync(directory).filter((name) => name.startsWith('.partial-'))).toEqual([]);
});
