import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { Problem } from './problem.js';

export interface ProcessOptions {
  readonly args: readonly string[];
  /** The number of cores that the process may use. Default: all. */
  readonly threads?: number | undefined;
  readonly cwd: string;
  /** Returns its stdout and stderr instead of showing them. */
  readonly quiet?: boolean;
  /** Called every few seconds and at the end. */
  readonly onUse?: (use: ProcessUse) => void | Promise<void>;
}

export interface ProcessUse {
  readonly seconds: number;
  /** Processor time of all cores, which other work on the machine changes little. Only on Linux. */
  readonly cpuSeconds: number | undefined;
  /** Peak memory, as the kernel counts it. Only on Linux. */
  readonly peakRssMib: number | undefined;
}

export interface EndedProcess extends ProcessUse {
  /** The signal that ended the process, or else its exit code. */
  readonly ending: string | number | null;
  /** The output of the process with `quiet`. */
  readonly stdout: string;
  readonly stderr: string;
}

const lookMilliseconds = 250;
const tellMilliseconds = 5000;

/**
 * Runs Node with `args` and measures its memory. The output of Node goes to our stderr, because our stdout is for the
 * result.
 *
 * Forwards signals to stop, so that the process can write a checkpoint, and waits for its end.
 */
export async function watchedNode(options: ProcessOptions): Promise<EndedProcess> {
  const { args, threads, cwd, quiet = false, onUse } = options;
  const [file, ...before] = heldTo(threads);
  const started = performance.now();
  const child = spawn(file, [...before, ...args], {
    cwd,
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 2, 2],
    // The base of relative paths, and the program's name in hints.
    env: { ...process.env, INIT_CWD: cwd, npm_lifecycle_event: 'seqrec' },
  });
  const stdout = kept(child.stdout);
  const stderr = kept(child.stderr);

  let [peakRssMib, cpuSeconds]: (number | undefined)[] = [];
  const use = (): ProcessUse => ({
    seconds: (performance.now() - started) / 1000,
    cpuSeconds,
    peakRssMib,
  });
  const look = setInterval(() => {
    peakRssMib = peakOf(child.pid) ?? peakRssMib;
    cpuSeconds = cpuOf(child.pid) ?? cpuSeconds;
  }, lookMilliseconds);
  let told = Promise.resolve();
  const tell = setInterval(() => {
    told = told.then(() => onUse?.(use()));
  }, tellMilliseconds);
  const passOn = (signal: NodeJS.Signals) => child.kill(signal);
  process.on('SIGINT', passOn).on('SIGTERM', passOn);
  try {
    const ending = await new Promise<string | number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => resolve(signal ?? code));
    });
    clearInterval(tell);
    await told;
    await onUse?.(use());
    return { ...use(), ending, stdout: stdout.join(''), stderr: stderr.join('') };
  } finally {
    clearInterval(look);
    clearInterval(tell);
    process.off('SIGINT', passOn).off('SIGTERM', passOn);
  }
}

function kept(stream: Readable | null): string[] {
  const texts: string[] = [];
  stream?.setEncoding('utf8').on('data', (text: string) => texts.push(text));
  return texts;
}

/**
 * The command that starts Node. A limit of cores, unlike a number of threads, also limits garbage collection and the
 * threads of native libraries.
 */
function heldTo(threads: number | undefined): [string, ...string[]] {
  if (threads === undefined) return [process.execPath];
  if (process.platform !== 'linux') {
    throw new Problem('--threads works on Linux only: it holds the run to cores by taskset');
  }
  return ['taskset', '--cpu-list', `0-${threads - 1}`, process.execPath];
}

function peakOf(pid: number | undefined): number | undefined {
  const kib = /VmHWM:\s*(\d+)/.exec(procFile(pid, 'status'))?.[1];
  return kib === undefined ? undefined : Math.round(Number(kib) / 1024);
}

/** The kernel counts ticks of a hundredth of a second. Its file puts the name, maybe with spaces, before a `)`. */
function cpuOf(pid: number | undefined): number | undefined {
  const [user, system] = procFile(pid, 'stat').split(') ')[1]?.split(' ').slice(11, 13) ?? [];
  return system === undefined ? undefined : (Number(user) + Number(system)) / 100;
}

/** The text of a file in /proc; empty if the process has ended or there is no /proc. */
function procFile(pid: number | undefined, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
