import { randomUUID } from 'node:crypto';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import { secureHeaders } from 'hono/secure-headers';
import type { Logger } from 'pino';
import { type AppEnv, isGone, RequestCaller } from './caller.js';
import type { Telemetry } from './telemetry.js';
import type { Tracer } from './trace.js';

export interface RequestFrameOptions {
  /** Milliseconds from the head of a request to the time when its answer is due. */
  readonly requestTimeout: number;
  /** Whether the server answers its last requests. */
  readonly stopping: () => boolean;
  readonly telemetry: Telemetry;
  /** Absent where requests are not traced, or while the server starts. */
  readonly tracer?: (() => Tracer | undefined) | undefined;
  readonly log: Logger;
}

/** Headers that Hono's middleware would set on each answer, one by one. They are always the same. */
const SECURE_HEADERS = await secureHeaderList();

/**
 * What surrounds every request: its id, its caller, the headers that all answers have, its line in the log, its count, its
 * trace.
 * A request whose client left before the answer counts as 499, whatever became of it.
 */
export function requestFrame(options: RequestFrameOptions): MiddlewareHandler<AppEnv> {
  const { requestTimeout, stopping, telemetry, tracer, log } = options;
  return async (context, next) => {
    const start = performance.now();
    const requestId = requestIdOf(context);
    const { method, path } = context.req;
    // Probes and what only watches would hide the requests of users.
    const span = path.startsWith('/v1/')
      ? tracer?.()?.begin({ method, path, requestId, header: (name) => context.req.header(name) })
      : undefined;
    const caller = new RequestCaller(context.env ?? {}, requestTimeout, span);
    context.set('requestId', requestId);
    context.set('caller', caller);
    try {
      await next();
    } finally {
      caller.answered();
    }
    setHeader(context, 'x-request-id', requestId);
    if (span !== undefined) setHeader(context, 'traceresponse', span.traceResponse);
    for (const [name, value] of SECURE_HEADERS) setHeader(context, name, value);
    // So that clients open their next connection elsewhere.
    if (stopping()) setHeader(context, 'connection', 'close');

    const seconds = (performance.now() - start) / 1000;
    const status = isGone(context) ? 499 : context.res.status;
    const route = routePath(context, -1);
    telemetry.requests.observe({ method, route, status }, seconds);
    span?.answered({ route, status });
    log.info({ requestId, ...span?.logFields, method, path, status, seconds }, 'request');
  };
}

/** The client's own id, where it can be logged as it is. */
function requestIdOf(context: Context): string {
  const sent = context.req.header('x-request-id');
  return sent !== undefined && /^[\w\-=]{1,255}$/.test(sent) ? sent : randomUUID();
}

/** Sets a header of an answer that is made. Straight on Node's own, as a `Headers` object takes five times as long. */
function setHeader(context: Context<AppEnv>, name: string, value: string): void {
  const outgoing = context.env?.outgoing;
  if (outgoing === undefined) context.res.headers.set(name, value);
  else if (!outgoing.headersSent) outgoing.setHeader(name, value);
}

async function secureHeaderList(): Promise<readonly (readonly [string, string])[]> {
  const app = new Hono().use(secureHeaders()).get('/', (context) => context.body(null));
  return [...(await app.request('/')).headers];
}
