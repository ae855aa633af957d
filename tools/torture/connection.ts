import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Step } from './deliveries.js';

/** What a client saw of its connection. */
export interface Seen {
  readonly received: Buffer;
  /** From the connection to its end, in ms. */
  readonly ms: number;
  /** False where the server had not ended it in time. */
  readonly ended: boolean;
}

/** Does the steps on a connection of its own, and reads until the server ends it or `limitMs` are over. */
export function deliver(
  steps: readonly Step[],
  { port, limitMs }: { readonly port: number; readonly limitMs: number },
): Promise<Seen> {
  return new Promise((resolve) => {
    const start = performance.now();
    const chunks: Buffer[] = [];
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    let settled = false;
    const settle = (ended: boolean) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      socket.destroy();
      resolve({ received: Buffer.concat(chunks), ms: performance.now() - start, ended });
    };
    const timer = setTimeout(() => settle(false), limitMs);
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('end', () => settle(true));
    socket.on('close', () => settle(true));
    // The server may close while this side still writes.
    socket.on('error', () => {});
    socket.on('connect', async () => {
      for (const step of steps) {
        if (settled || socket.destroyed) return;
        if (step.kind === 'send') socket.write(step.bytes);
        else if (step.kind === 'wait') await sleep(step.ms);
        else if (step.kind === 'half-close') socket.end();
        else socket.resetAndDestroy();
      }
    });
  });
}
