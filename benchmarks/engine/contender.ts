import { fileURLToPath } from 'node:url';
import { glibcTuned, jemallocTuned } from '../allocator.js';
import { type Command, typescript } from '../child-process.js';
import type { Configuration } from './configuration.js';

/** One way to train the model. */
export interface Contender {
  readonly name: string;
  readonly about: string;
  /**
   * `fair` is eager PyTorch with a tuned allocator, fused or plain Adam, and our shortcut: the last block computes only
   * the masked slots. `usual` is the same with all slots in the last block, as such models are usually written.
   */
  readonly side: 'ours' | 'fair' | 'usual' | 'other';
  command(configuration: Configuration, run: RunOptions): Command;
}

export interface RunOptions {
  readonly steps: number;
  readonly threads: number;
  /** The file of weights to write or read. If given, the run prints losses and measures nothing. */
  readonly parity?: string;
}

/**
 * @org's own training.
 * @param engine the engine's name, if it is not the engine that the others are compared with.
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

/** Makes PyTorch's last block compute only the masked slots, as ours does. */
const ASKED = '--asked-slots';

/** PyTorch with each allocator that this machine has. The first contender is on the `fair` side. */
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
    ...allocators.flatMap(({ name, environment }) => [
      torch(`torch ${name}`, `eager, ${name} malloc tuned`, 'fair', environment, ASKED),
      torch(`torch ${name} fused`, 'the same, fused Adam', 'fair', environment, ASKED, '--fused'),
    ]),
    ...allocators
      .slice(-1)
      .map(({ name, environment }) =>
        torch(
          'torch all slots',
          `${name} malloc tuned, fused Adam, all slots in the last block`,
          'usual',
          environment,
          '--fused',
        ),
      ),
    torch('torch as it comes', 'eager, malloc as it comes, all slots', 'other', {}),
    torch(
      'torch compile',
      'torch.compile, glibc malloc tuned',
      'other',
      glibcTuned.environment,
      ASKED,
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
