import { fileURLToPath } from 'node:url';
import { glibcTuned, jemallocTuned } from '../allocator.js';
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
 * @org's own training.
 * @param engine names the engine, where it is not the one that the others are compared with.
 */
export function ours(flags: readonly string[], engine?: string): Contender {
  return {
    name: engine === undefined ? 'ours' : `ours on ${engine}`,
    about: '@org/bert4rec with @org/training',
    side: engine === undefined ? 'ours' : 'other',
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
  const jemalloc = jemallocTuned();
  const allocators = jemalloc === undefined ? [glibcTuned] : [glibcTuned, jemalloc];
  return [
    torch('torch', 'eager, as it comes', 'other', {}),
    ...allocators.flatMap(({ name, environment }) => [
      torch(`torch ${name}`, `eager, ${name} malloc tuned`, 'tuned', environment),
      torch(`torch ${name} fused`, 'the same, fused Adam', 'tuned', environment, '--fused'),
    ]),
    ...allocators
      .slice(-1)
      .map(({ name, environment }) =>
        torch(
          'torch asked slots',
          `${name} malloc tuned, fused Adam, the last block at the masked slots alone, as in ours`,
          'other',
          environment,
          '--fused',
          '--asked-slots',
        ),
      ),
    torch(
      'torch compile',
      'torch.compile, glibc malloc tuned',
      'other',
      glibcTuned.environment,
      '--compile',
    ),
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
