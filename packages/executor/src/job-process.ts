import { spawn } from 'node:child_process';
import { JobFailure, type Program } from './executor.js';

/** The exit code of a wrong command line, which no second attempt mends. */
const USAGE = 2;

/** What is kept of a process's stderr: its last line says why it failed. */
const KEPT_OUTPUT = 4000;

/** How long a process may take to stop before it is killed. */
const STOP_MS = 10_000;

/**
 * Runs a program as a process until it ends. At an abort it is told to stop by SIGTERM.
 *
 * @throws JobFailure if it fails, with the last line that it wrote to stderr.
 */
export async function runProcess(
  { command: [file = '', ...first], cwd, env }: Program,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const child = spawn(file, [...first, ...args], {
    cwd,
    ...(env && { env: { ...process.env, ...env } }),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let printed = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed = `${printed}${text}`.slice(-KEPT_OUTPUT);
  });
  let killing: NodeJS.Timeout | undefined;
  const stop = (): void => {
    child.kill('SIGTERM');
    killing = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  };
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const { code, how } = await new Promise<{ code: number | null; how: string }>((resolve) => {
      child.on('error', (error) => resolve({ code: null, how: error.message }));
      child.on('close', (exitCode, killedBy) =>
        resolve({
          code: exitCode,
          how: killedBy === null ? `exit code ${exitCode}` : `signal ${killedBy}`,
        }),
      );
    });
    if (code === 0) return;
    throw new JobFailure([how, lastLine(printed)].filter((part) => part !== '').join(': '), {
      final: code === USAGE,
    });
  } finally {
    clearTimeout(killing);
    signal?.removeEventListener('abort', stop);
  }
}

/** Without colours. */
function lastLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape codes of terminals begin with one.
  const plain = text.replace(/\u001b\[[0-9;]*m/g, '');
  return plain.trim().split('\n').at(-1)?.trim() ?? '';
}
