import { OpenAPIHono } from '@hono/zod-openapi';
import { bearerAuth } from 'hono/bearer-auth';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { HTTPException } from 'hono/http-exception';
import { requestId } from 'hono/request-id';
import { routePath } from 'hono/route';
import { secureHeaders } from 'hono/secure-headers';
import { timeout } from 'hono/timeout';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Logger } from 'pino';
import { refuseInexactNumbers } from './exact-json.js';
import { problem, refuse } from './problem.js';
import { docsRoutes } from './routes/docs.js';
import { itemRoutes } from './routes/items.js';
import { modelRoutes } from './routes/models.js';
import { operationRoutes } from './routes/operations.js';
import { recommendationRoutes } from './routes/recommendations.js';
import type { ServedModel } from './served-model.js';
import type { Settings } from './settings.js';
import { createTelemetry, type Telemetry } from './telemetry.js';

/** What routes share. */
export interface AppState {
  /** The model; while none is ready the request is answered with 503. */
  readonly model: () => ServedModel;
  readonly telemetry: Telemetry;
}

export interface AppOptions {
  /** The model once it is loaded and warm. */
  readonly model: () => ServedModel | undefined;
  readonly settings: Pick<Settings, 'apiKeys' | 'corsOrigins' | 'bodyLimit' | 'requestTimeout'>;
  readonly log: Logger;
}

/** The HTTP app, without a socket: `app.request('/v1/models')` works in a test. */
export function createApp({ model, settings, log }: AppOptions): OpenAPIHono {
  const telemetry = createTelemetry();
  const state: AppState = {
    telemetry,
    model: () => {
      const served = model();
      telemetry.ready.set(served === undefined ? 0 : 1);
      return served ?? refuse(503, 'the model is still being loaded; try again in a moment');
    },
  };
  const app = new OpenAPIHono({
    defaultHook: (result, context) => {
      if (result.success) return undefined;
      const errors = result.error.issues.map(({ path, message }) => ({
        path: path.join('.'),
        message,
      }));
      const detail = errors
        .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
        .join('; ');
      return problem(context, 400, detail, errors);
    },
  });

  app.use(requestId());
  app.use(secureHeaders());
  app.use(async (context, next) => {
    const start = performance.now();
    await next();
    const seconds = (performance.now() - start) / 1000;
    const { method, path } = context.req;
    const { status } = context.res;
    telemetry.requests.observe({ method, route: routePath(context, -1), status }, seconds);
    log.info({ requestId: context.get('requestId'), method, path, status, seconds }, 'request');
  });
  if (settings.corsOrigins.length > 0)
    app.use('/v1/*', cors({ origin: [...settings.corsOrigins] }));
  if (settings.apiKeys.length > 0) app.use('/v1/*', bearerAuth({ token: [...settings.apiKeys] }));
  app.use(
    '/v1/*',
    bodyLimit({
      maxSize: settings.bodyLimit,
      onError: () => refuse(413, `a body may have at most ${settings.bodyLimit} bytes`),
    }),
  );
  app.use(
    '/v1/*',
    timeout(
      settings.requestTimeout,
      new HTTPException(504, { message: `no answer within ${settings.requestTimeout} ms` }),
    ),
  );
  app.use('/v1/*', refuseInexactNumbers);

  recommendationRoutes(app, state);
  itemRoutes(app, state);
  modelRoutes(app, state);
  operationRoutes(app, state);
  docsRoutes(app, { needsKey: settings.apiKeys.length > 0 });

  app.notFound((context) =>
    problem(context, 404, `there is no ${context.req.method} ${context.req.path}; see /docs`),
  );
  app.onError((error, context) => {
    if (error instanceof HTTPException) {
      const status = error.status as ContentfulStatusCode;
      const challenge = error.res?.headers.get('www-authenticate');
      const response = problem(
        context,
        status,
        status === 401 ? 'send a bearer key: Authorization: Bearer KEY' : error.message,
      );
      if (challenge) response.headers.set('www-authenticate', challenge);
      return response;
    }
    log.error({ requestId: context.get('requestId'), err: error }, 'request failed');
    return problem(context, 500, 'something went wrong here; the log has it under this request id');
  });
  return app;
}
