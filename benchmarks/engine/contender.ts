import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Command, typescript } from '../child-process.js';
import type { Configuration } from './configuration.js';

/** One way to train the model. */
export interface Contender {
  readonly name: string;
  readonly about: string;
  /** Of @org, of eager PyTorch with an allocator tuned for it, or another. */
  readonly side: 'ours' | 'tuned' | 'other';
  command(configuration: Configuration, run: RunOptions): Command;
}

export interface RunOptions {
  readonly steps: number;
  readonly threads: number;
  /** Where to write or read weights: compare losses and measure nothing. */
  readonly parity?: string;
}

/**
 * Keeps freed memory instead of giving it back to the system: PyTorch allocates each activation anew in every step,
 * and glibc by default maps, clears and unmaps large blocks each time.
 */
const GLIBC_TUNED = {
  MALLOC_MMAP_MAX_: '0',
  MALLOC_TRIM_THRESHOLD_: '99999999999',
  MALLOC_TOP_PAD_: '67108864',
};

const JEMALLOC_TUNED =
  'oversize_threshold:0,dirty_decay_ms:-1,muzzy_decay_ms:-1,metadata_thp:auto,thp:always';

export function ours(flags: readonly string[]): Contender {
  return {
    name: 'ours',
    about: '@org/bert4rec with @org/training',
    side: 'ours',
    command: (configuration, run) =>
      typescript('engine/ours.ts', [...commonArgs(configuration, run), ...flags]),
  };
}

/** PyTorch, with each allocator that is on this machine. */
export function torchContenders(python: string): readonly Contender[] {
  const script = fileURLToPath(new URL('../pytorch/bert4rec.py', import.meta.url));
  const torch = (
    name: string,
    about: string,
    side: Contender['side'],
    environment: Readonly<Record<string, string>>,
    ...flags: readonly string[]
  ): Contender => ({
    name,
    about,
    side,
    command: (configuration, run) => ({
      file: python,
      args: [script, ...commonArgs(configuration, run), ...flags],
      environment,
    }),
  });
  const library = jemalloc();
  const withJemalloc =
    library === undefined ? [] : [{ LD_PRELOAD: library, MALLOC_CONF: JEMALLOC_TUNED }];
  return [
    torch('torch', 'eager, as it comes', 'other', {}),
    torch('torch glibc', 'eager, glibc malloc tuned', 'tuned', GLIBC_TUNED),
    torch('torch glibc fused', 'the same, fused Adam', 'tuned', GLIBC_TUNED, '--fused'),
    ...withJemalloc.flatMap((environment) => [
      torch('torch jemalloc', 'eager, jemalloc tuned', 'tuned', environment),
      torch('torch jemalloc fused', 'the same, fused Adam', 'tuned', environment, '--fused'),
    ]),
    torch('torch compile', 'torch.compile, glibc malloc tuned', 'other', GLIBC_TUNED, '--compile'),
  ];
}

function commonArgs(configuration: Configuration, run: RunOptions): readonly string[] {
  const { batch, length, hidden, heads, layers, items, masked, dropout } = configuration;
  const json = JSON.stringify({ batch, length, hidden, heads, layers, items, masked, dropout });
  const { steps, threads, parity } = run;
  return [
    json,
    ...['--steps', String(steps), '--threads', String(threads)],
    ...(parity === undefined ? [] : ['--parity', parity]),
  ];
}

/** Debian: `apt install libjemalloc2`. */
function jemalloc(): string | undefined {
  try {
    const known = execFileSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' });
    return /libjemalloc\.so\.2 .*=> (\S+)/.exec(known)?.[1];
  } catch {
    return undefined;
  }
}
