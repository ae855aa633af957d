import type { HttpBindings } from '@hono/node-server';
import type { Caller } from '@org/serving';
import type { Context, MiddlewareHandler } from 'hono';
import { clientGone, Refusal } from './problem.js';

/** What the app keeps for each request. In a test without a socket `env` is undefined, whatever its type says. */
export interface AppEnv {
  Bindings: Partial<HttpBindings>;
  Variables: { requestId: string; caller: Caller };
}

/**
 * Gives each request a caller, whose signal aborts when the answer is due or the client has closed the connection.
 * Everything that waits on behalf of a request waits on that signal.
 */
export function withCaller(requestTimeout: number): MiddlewareHandler<AppEnv> {
  return async (context, next) => {
    const deadline = performance.now() + requestTimeout;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      controller.abort(new Refusal(504, `no answer within ${requestTimeout} ms`));
    }, requestTimeout);
    const outgoing = context.env?.outgoing;
    const socket = context.env?.incoming?.socket;
    const onClose = () => controller.abort(clientGone());
    outgoing?.once('close', onClose);
    context.set('caller', {
      ...{ signal: controller.signal, deadline },
      halfClosed: () => socket?.readableEnded ?? false,
    });
    try {
      await next();
    } finally {
      clearTimeout(timer);
      outgoing?.off('close', onClose);
    }
  };
}

/** Whether the client has left, so that no answer reaches it. */
export function isGone(context: Context<AppEnv>): boolean {
  return context.env?.outgoing?.destroyed ?? false;
}
