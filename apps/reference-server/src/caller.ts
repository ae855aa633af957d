import { setMaxListeners } from 'node:events';
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { ApiKey } from './api-keys.js';
import { clientGone, Refusal } from './problem.js';
import type { RequestSpan, TracedCaller } from './trace.js';

/** What the app keeps for each request. In a test without a socket `env` is undefined, whatever its type says. */
export interface AppEnv {
  Bindings: Partial<HttpBindings>;
  Variables: { requestId: string; caller: RequestCaller; apiKey?: ApiKey };
}

/**
 * Who waits for the answer to a request, until it is due or the client has closed the connection.
 *
 * Most requests are answered without a wait, so the signal is made when somebody first asks for it.
 */
export class RequestCaller implements TracedCaller {
  readonly deadline: number;
  readonly span: RequestSpan | undefined;
  /** Called once when nobody waits any more; cheaper than a listener of the signal. */
  onGone: ((reason: Refusal) => void) | undefined;
  readonly #bindings: Partial<HttpBindings>;
  readonly #timer: NodeJS.Timeout;
  readonly #onClose = () => this.#abort(clientGone());
  #controller: AbortController | undefined;
  #reason: Refusal | undefined;

  /**
   * @param requestTimeout milliseconds from now to the time when the answer is due.
   * @param span where the request is traced.
   */
  constructor(bindings: Partial<HttpBindings>, requestTimeout: number, span?: RequestSpan) {
    this.span = span;
    this.deadline = performance.now() + requestTimeout;
    this.#bindings = bindings;
    this.#timer = setTimeout(
      () => this.#abort(new Refusal(504, `no answer within ${requestTimeout} ms`)),
      requestTimeout,
    );
    bindings.outgoing?.on('close', this.#onClose);
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      // Each row of a batch listens.
      setMaxListeners(0, this.#controller.signal);
      if (this.#reason !== undefined) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Why nobody waits any more. */
  get goneBecause(): Refusal | undefined {
    return this.#reason;
  }

  halfClosed(): boolean {
    return this.#bindings.incoming?.socket?.readableEnded ?? false;
  }

  /** Ends the wait: there is an answer. */
  answered(): void {
    clearTimeout(this.#timer);
    this.#bindings.outgoing?.off('close', this.#onClose);
  }

  #abort(reason: Refusal): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#controller?.abort(reason);
    this.onGone?.(reason);
  }
}

/** Whether the client has left, so that no answer reaches it. */
export function isGone(context: Context<AppEnv>): boolean {
  return context.env?.outgoing?.destroyed ?? false;
}
