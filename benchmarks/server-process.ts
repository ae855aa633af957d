import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from './child-process.js';

/** Milliseconds per tick of the kernel's clocks. */
const TICK_MS = 10;

/** A server in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  /** Seconds from its start until its first answer. */
  readonly startSeconds: number;
  /** Processor time of all its threads so far, in milliseconds. */
  cpuMs(): number;
  /** Processor time of its main thread so far, in milliseconds. */
  mainThreadMs(): number;
  rssMib(): number;
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();
// Stop the servers however the benchmark ends.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

/** Starts a server on a free port, which `command` gets, and waits until the server answers. */
export async function startServer(command: (port: number) => Command): Promise<ServerProcess> {
  const port = await freePort();
  const { file, args, environment } = command(port);
  const start = performance.now();
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  // Read its output, so that the pipe never fills.
  child.stdout.resume();
  running.add(child);
  child.once('exit', () => running.delete(child));
  const url = `http://127.0.0.1:${port}`;
  await ready(url, child);
  return {
    url,
    startSeconds: (performance.now() - start) / 1000,
    cpuMs: () => cpuMsOf(`/proc/${child.pid}/stat`),
    mainThreadMs: () => cpuMsOf(`/proc/${child.pid}/task/${child.pid}/stat`),
    rssMib() {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      return Number(/VmRSS:\s*(\d+)/.exec(status)?.[1]) / 1024;
    },
    async stop() {
      if (child.exitCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGINT');
      // A profile of `--cpu-prof` may take long to write.
      await Promise.race([exited, sleep(30_000, undefined, { ref: false })]);
      child.kill('SIGKILL');
    },
  };
}

/** The user and system time of a `stat` file of the kernel, in milliseconds. */
function cpuMsOf(stat: string): number {
  const fields = readFileSync(stat, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 1200 && child.exitCode === null; tries += 1) {
    const response = await fetch(`${url}/readyz`).catch(() => undefined);
    if (response?.status === 200) return;
    await sleep(50);
  }
  throw new Error(`the server ${child.spawnargs.join(' ').slice(0, 200)} does not become ready`);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
