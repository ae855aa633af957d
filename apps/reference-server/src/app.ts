import { OpenAPIHono, z } from '@hono/zod-openapi';
import { rulesSchema } from '@org/rules';
import { ServingError } from '@org/serving';
import { StoreError } from '@org/store';
import { cors } from 'hono/cors';
import { HTTPException } from 'hono/http-exception';
import type { Logger } from 'pino';
import { limitRate, requireKey } from './access.js';
import type { AppState } from './app-state.js';
import { type AppEnv, isGone } from './caller.js';
import { ItemHost } from './item-host.js';
import { answerOtherMethods } from './methods.js';
import type { Models } from './models.js';
import { operationGate } from './operation-gate.js';
import { MAX_ERRORS, problem, Refusal, refusalOfModel, unavailable } from './problem.js';
import type { RatingService } from './ratings/rating-host.js';
import type { Reranker } from './ratings/reranked-model.js';
import type { Recorder } from './recorder.js';
import { requestFrame } from './request-frame.js';
import { consoleRoutes } from './routes/console.js';
import { docsRoutes } from './routes/docs.js';
import { eventRoutes } from './routes/events.js';
import { impressionRoutes } from './routes/impressions.js';
import { itemChangeRoutes } from './routes/item-changes.js';
import { itemRoutes } from './routes/items.js';
import { modelRoutes } from './routes/models.js';
import { operationRoutes } from './routes/operations.js';
import { ratingRoutes } from './routes/ratings.js';
import { recommendationRoutes } from './routes/recommendations.js';
import { rootRoute } from './routes/root.js';
import { userRoutes } from './routes/users.js';
import type { Settings } from './settings.js';
import type { StoreState } from './store-host.js';
import type { Telemetry } from './telemetry.js';
import type { Tracer } from './trace.js';

export interface AppOptions {
  /** Undefined while the server starts. */
  readonly models: () => Models | undefined;
  /** Absent where the server keeps no events. */
  readonly store?: (() => StoreState) | undefined;
  /** Absent where recommendations are not logged. */
  readonly recorder?: Recorder | undefined;
  /** Absent where no rating model is served. */
  readonly ratings?: RatingService | undefined;
  /** Absent where lists are as the models rank. */
  readonly reranker?: Reranker | undefined;
  /** Default: one that knows no sets of rules. */
  readonly items?: ItemHost | undefined;
  /** Whether the server answers its last requests. */
  readonly stopping: () => boolean;
  readonly settings: Pick<
    Settings,
    | 'apiKeys'
    | 'metricsAccess'
    | 'docsAccess'
    | 'consoleAccess'
    | 'corsOrigins'
    | 'bodyLimit'
    | 'requestTimeout'
    | 'historyEvents'
    | 'historyDays'
    | 'rateLimit'
  >;
  readonly telemetry: Telemetry;
  /** Absent where requests are not traced. */
  readonly tracer?: (() => Tracer | undefined) | undefined;
  readonly log: Logger;
}

const STARTING = 'the server is starting';

/** Headers of answers that scripts of other origins may read. */
const EXPOSED = ['retry-after', 'x-request-id', 'traceresponse', 'ratelimit', 'ratelimit-policy'];

/** The HTTP app, without a socket: `app.request('/v1/models')` works in a test. */
export function createApp(options: AppOptions): OpenAPIHono<AppEnv> {
  const { stopping, settings, telemetry, tracer, log } = options;
  const models = () => {
    const current = options.models();
    if (current === undefined) throw unavailable(STARTING);
    return current;
  };
  const shared: AppState = {
    ...{ stopping, telemetry, keepsEvents: options.store !== undefined },
    items: options.items ?? new ItemHost({ log }),
    store: () => {
      const current = options.store?.() ?? { unready: 'the server keeps no events' };
      if ('store' in current) return current.store;
      throw unavailable(current.unready);
    },
    models,
    unready: () => {
      const current = options.models();
      return current === undefined ? STARTING : current.unready();
    },
    model: (reference) => models().model(reference),
    assign: (reference, user) => models().assign(reference, user),
    recorder: options.recorder,
    reranker: options.reranker,
  };
  const app = new OpenAPIHono<AppEnv>({
    defaultHook: (result, context) => {
      if (result.success) return undefined;
      const errors = result.error.issues.slice(0, MAX_ERRORS).map(({ path, message }) => ({
        path: path.join('.'),
        message,
      }));
      const detail = errors
        .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
        .join('; ');
      return problem(context, 400, detail, { errors });
    },
  });

  const { requestTimeout } = settings;
  app.use(requestFrame({ requestTimeout, stopping, telemetry, tracer, log }));
  if (settings.corsOrigins.length > 0)
    app.use('/v1/*', cors({ origin: [...settings.corsOrigins], exposeHeaders: EXPOSED }));
  if (settings.rateLimit !== undefined) {
    app.use('/v1/*', limitRate(settings.rateLimit, settings.apiKeys));
  }
  if (settings.apiKeys.length > 0) {
    const needsKey = requireKey(settings.apiKeys);
    app.use('/v1/*', needsKey);
    if (settings.metricsAccess === 'key') app.use('/metrics', needsKey);
    if (settings.docsAccess === 'key') {
      for (const path of ['/docs', '/docs/*', '/openapi.json']) app.use(path, needsKey);
    }
    if (settings.consoleAccess === 'key') {
      for (const path of ['/console', '/console/*']) app.use(path, needsKey);
    }
  }
  if (!shared.keepsEvents) refuseEvents(app);
  if (options.recorder === undefined) refuseImpressions(app);
  app.use('/v1/*', operationGate(app, settings));

  recommendationRoutes(app, shared);
  ratingRoutes(app, options.ratings);
  if (shared.keepsEvents) {
    eventRoutes(app, shared);
    userRoutes(app, shared, settings);
  }
  if (options.recorder !== undefined) impressionRoutes(app, options.recorder.log);
  itemRoutes(app, shared);
  itemChangeRoutes(app, shared);
  describeRules(app);
  modelRoutes(app, shared);
  operationRoutes(app, shared, settings);
  const needsKey = settings.apiKeys.length > 0;
  if (settings.docsAccess !== 'off') docsRoutes(app, { needsKey });
  if (settings.consoleAccess !== 'off') {
    const { keepsEvents } = shared;
    consoleRoutes(app, { needsKey, keepsEvents, docs: settings.docsAccess === 'open' });
  }
  rootRoute(app, {
    console: settings.consoleAccess !== 'off',
    docs: settings.docsAccess !== 'off',
  });
  answerOtherMethods(app);

  app.notFound((context) =>
    problem(context, 404, `there is no ${context.req.method} ${context.req.path}; see /docs`),
  );
  app.onError((error, context) => {
    if (error instanceof Refusal) {
      return problem(context, error.status, error.message, error.options);
    }
    if (error instanceof HTTPException) {
      const { status, res, message } = error;
      const challenge = res?.headers.get('www-authenticate');
      return problem(
        context,
        status,
        status === 401 ? 'send a bearer key: Authorization: Bearer KEY' : message,
        challenge ? { headers: { 'www-authenticate': challenge } } : {},
      );
    }
    if (error instanceof ServingError) {
      const { status, message, options } = refusalOfModel(error);
      return problem(context, status, message, options);
    }
    if (error instanceof StoreError) {
      const { status, message, options } = refusalOf(error, log);
      return problem(context, status, message, options);
    }
    // A connection that breaks makes all kinds of errors, none of which is ours.
    if (isGone(context)) return problem(context, 499, error.message);
    const { logFields } = context.get('caller').span ?? {};
    log.error({ requestId: context.get('requestId'), ...logFields, err: error }, 'request failed');
    return problem(context, 500, 'something went wrong here; the log has it under this request id');
  });
  return app;
}

/** The schema that `rules` of requests refer to. It comes from a package that knows no OpenAPI. */
function describeRules(app: OpenAPIHono<AppEnv>): void {
  const { $schema: _, ...schema } = z.toJSONSchema(rulesSchema);
  app.openAPIRegistry.registerComponent('schemas', 'Rules', schema as object);
}

/** Answers the routes of events and users where nothing is kept. */
function refuseEvents(app: OpenAPIHono<AppEnv>): void {
  for (const path of ['/v1/events', '/v1/users/*']) {
    app.use(path, (context) =>
      Promise.resolve(
        problem(
          context,
          501,
          'this server keeps no events: start it with STORE=sqlite:events.db, or send histories to /v1/recommendations',
        ),
      ),
    );
  }
}

/** Answers the route of impressions where nothing is logged. */
function refuseImpressions(app: OpenAPIHono<AppEnv>): void {
  app.use('/v1/impressions', (context) =>
    Promise.resolve(
      problem(
        context,
        501,
        'this server logs no recommendations: start it with RECOMMENDATION_LOG=recommendations',
      ),
    ),
  );
}

/** What the store says, as an answer. */
function refusalOf({ code, message }: StoreError, log: Logger): Refusal {
  if (code === 'invalid-event' || code === 'invalid-option') {
    const [path = '', ...rest] = message.split(': ');
    return new Refusal(422, message, { errors: [{ path, message: rest.join(': ') }] });
  }
  if (code === 'busy') return unavailable(message);
  log.error({ code, reason: message }, 'the store failed');
  return unavailable('the store of events does not answer now: try again in a moment');
}
