import type { MiddlewareHandler } from 'hono';
import { bearerAuth } from 'hono/bearer-auth';
import { rateLimiter } from 'hono-rate-limiter';
import { type ApiKey, keyFinder } from './api-keys.js';
import type { AppEnv } from './caller.js';
import { problem } from './problem.js';

const MINUTE_MS = 60_000;

/** Lets requests with one of the keys in, and leaves the key in the context. Others get 401. */
export function requireKey(keys: readonly ApiKey[]): MiddlewareHandler<AppEnv> {
  const find = keyFinder(keys);
  return bearerAuth({
    verifyToken: (token, context) => {
      const key = context.get('apiKey') ?? find(token);
      if (key !== undefined) context.set('apiKey', key);
      return key !== undefined;
    },
  });
}

/**
 * Lets a client through so many times a minute, and answers 429 beyond that. A client is a key, or an address where no
 * good key is sent, so that guesses of keys count too.
 */
export function limitRate(perMinute: number, keys: readonly ApiKey[]): MiddlewareHandler<AppEnv> {
  const find = keyFinder(keys);
  return rateLimiter<AppEnv>({
    windowMs: MINUTE_MS,
    limit: perMinute,
    standardHeaders: 'draft-7',
    keyGenerator: (context) => {
      const [, token = ''] =
        /^bearer +(.*)$/i.exec(context.req.header('authorization') ?? '') ?? [];
      const key = find(token);
      if (key !== undefined) {
        // Who needs the key later need not look for it again.
        context.set('apiKey', key);
        return `key ${keys.indexOf(key)}`;
      }
      return `address ${context.env?.incoming?.socket?.remoteAddress ?? 'none'}`;
    },
    handler: (context) => {
      const detail = `more than ${perMinute} requests in a minute: try again after Retry-After seconds`;
      return problem(context, 429, detail);
    },
  });
}
