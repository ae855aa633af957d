import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
if (!existsSync(MAIN)) throw new Error('these tests run the built server: `pnpm build` first');

export interface Running {
  readonly child: ChildProcess;
  readonly url: string;
}

/** Starts the server as a process of its own on a free port, and waits until it is ready. */
export async function startServer(env: Readonly<Record<string, string>>): Promise<Running> {
  const child = run({ PORT: '0', ...env });
  const ended = ending(child);
  let url: string | undefined;
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const entry = JSON.parse(line);
    if (entry.msg === 'listening') url = entry.url;
    if (entry.msg === 'ready' && url !== undefined) return { child, url };
  }
  throw new Error(`the server ended before it was ready: ${(await ended).stderr}`);
}

/** Starts the server as a process of its own. */
export function run(
  env: Readonly<Record<string, string>>,
  stdout: 'pipe' | number = 'pipe',
): ChildProcess {
  return spawn(process.execPath, [MAIN], {
    env: { PATH: process.env.PATH ?? '', SHUTDOWN_DELAY_MS: '0', ...env },
    stdio: ['ignore', stdout, 'pipe'],
  });
}

/** How a server ended, and what it wrote on stderr. */
export async function ending(
  child: ChildProcess,
): Promise<{ code: number | null; stderr: string }> {
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { code, stderr };
}
