import { bullmqExecutor } from './bullmq-executor.js';
import type { BullmqPlace } from './bullmq-place.js';
import { ExecutorError } from './error.js';
import type { Executor, Program } from './executor.js';
import { localExecutor } from './local-executor.js';
import { type RayPlace, rayExecutor } from './ray-executor.js';

/** Where jobs run. */
export type ExecutorAddress =
  | { readonly kind: 'local' }
  | ({ readonly kind: 'bullmq' } & BullmqPlace)
  | ({ readonly kind: 'ray' } & RayPlace);

/**
 * Reads `local`, `bullmq:redis://host:6379` (with `?queue=name` for another queue) or `ray:http://head:8265`.
 *
 * @throws ExecutorError `invalid-option`.
 */
export function parseExecutor(text: string): ExecutorAddress {
  if (text === 'local') return { kind: 'local' };
  const [, kind, address = ''] = /^(bullmq|ray):(.+)$/.exec(text) ?? [];
  const schemes = kind === 'ray' ? ['http:', 'https:'] : ['redis:', 'rediss:'];
  if (
    kind === undefined ||
    !URL.canParse(address) ||
    !schemes.includes(new URL(address).protocol)
  ) {
    throw new ExecutorError(
      'invalid-option',
      'an executor is local, bullmq:redis://host:6379 or ray:http://host:8265',
    );
  }
  if (kind === 'ray') return { kind, url: address };
  const url = new URL(address);
  const queue = url.searchParams.get('queue') ?? undefined;
  url.searchParams.delete('queue');
  if (queue !== undefined && !/^[\w-]+$/.test(queue)) {
    throw new ExecutorError(
      'invalid-option',
      `the name of a queue has letters, digits, _ and -; got ${JSON.stringify(queue)}`,
    );
  }
  return { kind: 'bullmq', url: url.href, ...(queue !== undefined && { queue }) };
}

/** The executor of an address. Redis and Ray are reached when it runs. */
export function openExecutor(address: ExecutorAddress, program: Program): Executor {
  switch (address.kind) {
    case 'local':
      return localExecutor(program);
    case 'bullmq':
      return bullmqExecutor(address, program);
    case 'ray':
      return rayExecutor(address, program);
  }
}
