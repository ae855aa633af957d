import type { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import { SCOPES, type Scope } from './api-keys.js';
import type { AppEnv } from './caller.js';
import { refuse } from './problem.js';
import { type BodyLimits, receiveBody } from './receive-body.js';
import { inSpan } from './trace.js';

/** The security scheme of the OpenAPI document. */
export const BEARER_KEY = 'bearerKey';

/** What the OpenAPI document says of an operation that holds before the operation begins. */
interface Operation {
  readonly scope: Scope;
  readonly takesBody: boolean;
}

/**
 * Holds a request to what the OpenAPI document says of its operation: the scope that its key needs, and the body, which is
 * received here. So a route says both once, where it is defined. A route that names no scope needs `admin`.
 */
export function operationGate(
  app: OpenAPIHono<AppEnv>,
  limits: BodyLimits,
): MiddlewareHandler<AppEnv> {
  let operations: ReadonlyMap<object, Operation> | undefined;
  return async (context, next) => {
    operations ??= operationsOf(app);
    const operation = operations.get(
      matchedRoutes(context).find((route) => operations?.has(route)) ?? app,
    );
    if (operation !== undefined) {
      const { scope, takesBody } = operation;
      const key = context.get('apiKey');
      if (key !== undefined && !key.scopes.includes(scope)) {
        refuse(403, `this key may not do that: it needs the scope ${scope}`);
      }
      if (takesBody) {
        const { span } = context.get('caller');
        await inSpan(span, 'receive body', () => receiveBody(context, limits));
      }
    }
    await next();
  };
}

/** Operations by Hono's record of their route. */
function operationsOf(app: OpenAPIHono<AppEnv>): ReadonlyMap<object, Operation> {
  const described = new Map<string, Operation>();
  for (const definition of app.openAPIRegistry.definitions) {
    if (definition.type !== 'route') continue;
    const { method, path, security = [], request } = definition.route;
    const named = security.flatMap((scheme) => scheme[BEARER_KEY] ?? []);
    described.set(`${method.toUpperCase()} ${path.replaceAll(/\/{(.+?)}/g, '/:$1')}`, {
      scope: SCOPES.find((scope) => named.includes(scope)) ?? 'admin',
      takesBody: request?.body !== undefined,
    });
  }
  return new Map(
    app.routes.flatMap((route) => {
      const operation = described.get(`${route.method} ${route.path}`);
      return operation === undefined ? [] : [[route, operation] as const];
    }),
  );
}
