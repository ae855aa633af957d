import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { sweepPartials } from './partial.js';

const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const script = fileURLToPath(new URL('./testing/endless-writer.ts', import.meta.url));

/** Starts the writer and kills it `milliseconds` after its second round. */
async function killed(root: string, milliseconds: number): Promise<void> {
  const child = spawn(process.execPath, ['--import', loader, script, root], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  for await (const line of createInterface(child.stdout)) if (Number(line) >= 2) break;
  await setTimeout(milliseconds);
  child.kill('SIGKILL');
  expect(await exit).toEqual([null, 'SIGKILL']);
}

it('after a kill at any moment what was written is whole, and a sweep leaves nothing else', async () => {
  const root = mkdtempSync(join(tmpdir(), 'files-kill-'));
  for (const milliseconds of [0, 3, 7]) {
    await killed(root, milliseconds);
    await sweepPartials(root);
    expect(readdirSync(root).sort()).toEqual(['directory', 'file']);
    const [a, b, c] = ['a', 'b', 'c'].map((name) =>
      readFileSync(join(root, 'directory', name), 'utf8'),
    );
    expect(a).toBe(`${c}\n`.repeat(100_000).slice(0, 100_000));
    expect(b).toBe(a);
    const file = readFileSync(join(root, 'file'), 'utf8');
    expect(file).toBe(`${file.split('\n')[0]}\n`.repeat(100_000).slice(0, 100_000));
  }
  rmSync(root, { recursive: true });
});
