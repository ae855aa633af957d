import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);

/** Starts a TypeScript program that imports the packages' sources. */
export function startScript(script: URL, ...args: readonly string[]): ChildProcess {
  // tsx runs TypeScript in Node.
  const loader = pathToFileURL(require.resolve('tsx')).href;
  const node = ['--conditions', '@org/source', '--import', loader, fileURLToPath(script)];
  return spawn(process.execPath, [...node, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/**
 * Starts a program that prints numbers, and kills it a moment after it prints a large enough number.
 *
 * @param moment the milliseconds between that number and the kill.
 */
export async function killAt(
  script: URL,
  args: readonly string[],
  { number, moment }: { readonly number: number; readonly moment: number },
): Promise<void> {
  const child = startScript(script, ...args);
  const exit = once(child, 'exit');
  if (child.stdout === null) throw new Error('the program has no output');
  for await (const line of createInterface(child.stdout)) {
    if (Number.parseInt(line, 10) >= number) break;
  }
  await setTimeout(moment);
  child.kill('SIGKILL');
  const [code, signal] = await exit;
  if (signal !== 'SIGKILL') throw new Error(`the program ended by itself, with ${code}`);
}
