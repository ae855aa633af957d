import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const MAIN = path('../../apps/reference-server/dist/main.js');
const PROBE = path('probe.mjs');

/** What the process says of itself; bytes and milliseconds. */
export interface Measures {
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
  readonly arrayBuffers: number;
  /** The longest time that the event loop was held since the server listens: processor time of its thread. */
  readonly longestTurn: number;
  /** The same by the clock, with the time that other programs had the core. */
  readonly longestDelay: number;
}

/** The built server as a process of its own. */
export interface TestedServer {
  readonly url: string;
  readonly port: number;
  readonly child: ChildProcess;
  /** From its start until it was ready, in ms: by the clock, and of processors. */
  readonly ready: { readonly wall: number; readonly processor: number };
  /** Lines of its log of level `error` and above, and what it wrote on stderr. */
  readonly errors: readonly string[];
  /**
   * What it needs now. `collect` collects garbage first; after it, and with `reset`, the turns count anew.
   * `endModelThread` ends a thread that computes, as a crash would.
   */
  measure(options?: {
    readonly collect?: boolean;
    readonly reset?: boolean;
    readonly endModelThread?: boolean;
  }): Promise<Measures>;
  /** Ends it by SIGTERM. Resolves with its exit code. */
  stop(): Promise<number | null>;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

/** Starts the built server on a free port of the loopback, and waits until it is ready. */
export async function startServer(
  env: Readonly<Record<string, string>>,
  { main = MAIN }: { readonly main?: string | undefined } = {},
): Promise<TestedServer> {
  if (!existsSync(main)) {
    throw new Error('build the server first: pnpm --filter reference-server build');
  }
  const start = performance.now();
  const child = spawn(process.execPath, ['--expose-gc', `--import=${PROBE}`, main], {
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1', SHUTDOWN_DELAY_MS: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const errors: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  const url = await new Promise<string>((resolve, reject) => {
    const reads = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    reads.on('line', (line) => {
      const entry = JSON.parse(line) as { level: number; msg: string; url?: string };
      if (entry.msg === 'listening' && entry.url !== undefined) resolve(entry.url);
      if (entry.level >= ERROR_LEVEL) errors.push(line);
    });
    child.once('exit', () =>
      reject(new Error(`the server ended at its start: ${errors.join('')}`)),
    );
  });
  const measure: TestedServer['measure'] = async (options = {}) => {
    const answer = once(child, 'message');
    child.send(options);
    const [measures] = (await answer) as [Measures];
    return measures;
  };
  // Turns before the server listens delay no request, so they do not count.
  await measure({ reset: true });
  for (;;) {
    const response = await fetch(`${url}/readyz`).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.status === 200) break;
    if (child.exitCode !== null) throw new Error(`the server ended: ${errors.join('')}`);
    await sleep(10);
  }
  return {
    ...{ url, child, errors, measure, port: Number(new URL(url).port) },
    ready: { wall: performance.now() - start, processor: processorMs(child) },
    async stop() {
      if (child.exitCode !== null) return child.exitCode;
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      const [code] = (await exit) as [number | null];
      return code;
    },
  };
}

/** The level of errors in pino. */
const ERROR_LEVEL = 50;

/** Processor time of a process so far. Linux counts it in ticks of 10 ms; NaN elsewhere. */
export function processorMs({ pid }: ChildProcess): number {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return Number.NaN;
  // The name of the program, in parentheses, may hold spaces.
  const fields = readFileSync(file, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return 10 * (Number(fields[11]) + Number(fields[12]));
}
