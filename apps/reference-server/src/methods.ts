import type { Hono } from 'hono';
import type { AppEnv } from './caller.js';
import { problem } from './problem.js';

/**
 * Answers the methods that a path does not have: `OPTIONS` with those it has, others with 405. Call it after all routes
 * are added. `HEAD` is answered as `GET` without a body, by Hono.
 */
export function answerOtherMethods(app: Hono<AppEnv>): void {
  const methods = new Map<string, Set<string>>();
  for (const { path, method } of app.routes) {
    if (method === 'ALL') continue;
    methods.set(path, (methods.get(path) ?? new Set()).add(method));
  }
  for (const [path, present] of methods) {
    const allow = [...present, ...(present.has('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
    app.all(path, (context) => {
      const { method } = context.req;
      if (method === 'OPTIONS') return context.body(null, 204, { allow });
      const detail = `${context.req.path} has no method ${method}, only ${allow}`;
      return problem(context, 405, detail, { headers: { allow } });
    });
  }
}
