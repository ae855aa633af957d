import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Logger } from 'pino';
import { type AppEnv, isGone } from './caller.js';
import type { Telemetry } from './telemetry.js';

/** Logs and counts each request. One whose client left before the answer counts as 499, whatever became of it. */
export function observe(log: Logger, telemetry: Telemetry): MiddlewareHandler<AppEnv> {
  return async (context, next) => {
    const start = performance.now();
    await next();
    const seconds = (performance.now() - start) / 1000;
    const { method, path } = context.req;
    const status = isGone(context) ? 499 : context.res.status;
    telemetry.requests.observe({ method, route: routePath(context, -1), status }, seconds);
    log.info({ requestId: context.get('requestId'), method, path, status, seconds }, 'request');
  };
}
