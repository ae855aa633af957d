import createFetchClient, { type Client as FetchClient } from 'openapi-fetch';
import { ClientError, type Problem } from './client-error.js';
import type { components, paths } from './schema.js';

type Schemas = components['schemas'];

/** An item's or a user's id: text, or a whole number. */
export type Id = string | number;
export type RecommendationRequest = Schemas['RecommendationRequest'];
export type Recommendations = Schemas['RecommendationResponse'];
export type UserRecommendationRequest = Schemas['UserRecommendationRequest'];
export type UserRecommendations = Schemas['UserRecommendationResponse'];
export type SentEvent = Schemas['SentEvent'];

export interface ClientOptions {
  /** Where the server is, such as `https://recommend.example`. */
  readonly url: string;
  /** A bearer key, where the server needs one. */
  readonly key?: string;
  /** What sends requests. Default: the platform's `fetch`. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** The server's API. Each call rejects with a {@link ClientError}. */
export interface Client {
  /** What comes next for a history. */
  recommend(request: RecommendationRequest): Promise<Recommendations>;
  /** Keeps up to 1,000 events; resolves once they are on the server's disk. */
  events(events: readonly SentEvent[]): Promise<Schemas['EventsResponse']>;
  /** Items whose rows in the model are close to this one's. */
  similar(id: Id, options?: { readonly k?: number }): Promise<Schemas['SimilarItems']>;
  /** Items by words of their titles. */
  search(query: string, options?: { readonly limit?: number }): Promise<Schemas['ItemSearch']>;
  /** The models served. */
  models(): Promise<Schemas['Models']>;
  user(id: Id): ClientUser;
  /** Every operation of the OpenAPI document, typed; it does not throw errors of the server. */
  readonly http: FetchClient<paths>;
}

/** A user of whom the server keeps events. */
export interface ClientUser {
  /** What comes next after the kept events. */
  recommendations(request?: UserRecommendationRequest): Promise<UserRecommendations>;
  /** Deletes all that is kept. */
  delete(): Promise<Schemas['Deletion']>;
  /** Gives the events of an anonymous session to this user. */
  merge(from: Id): Promise<Schemas['Merge']>;
}

/**
 * A client of the server's API, in Node and in browsers.
 *
 * @example
 * const client = createClient({ url: 'http://127.0.0.1:3000' });
 * const { recommendations } = await client.recommend({ history: [318, 296], k: 3 });
 */
export function createClient({ url, key, fetch }: ClientOptions): Client {
  const http = createFetchClient<paths>({
    baseUrl: url,
    ...(key !== undefined && { headers: { authorization: `Bearer ${key}` } }),
    ...(fetch && { fetch }),
  });
  return {
    http,
    recommend: (body) => answerOf(http.POST('/v1/recommendations', { body })),
    events: (events) => answerOf(http.POST('/v1/events', { body: { events: [...events] } })),
    similar: (id, query = {}) =>
      answerOf(http.GET('/v1/items/{id}/similar', { params: { path: { id: String(id) }, query } })),
    search: (query, options = {}) =>
      answerOf(http.GET('/v1/items', { params: { query: { query, ...options } } })),
    models: () => answerOf(http.GET('/v1/models')),
    user: (id) => {
      const idType = typeof id === 'number' ? 'number' : 'text';
      const params = { path: { id: String(id) }, query: { idType } } as const;
      return {
        recommendations: (body = {}) =>
          answerOf(http.POST('/v1/users/{id}/recommendations', { params, body })),
        delete: () => answerOf(http.DELETE('/v1/users/{id}', { params })),
        merge: (from) => answerOf(http.POST('/v1/users/{id}/merge', { params, body: { from } })),
      };
    },
  };
}

interface Answered<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** @throws ClientError where the answer is not one of success. */
async function answerOf<Data>(request: Promise<Answered<Data>>): Promise<NonNullable<Data>> {
  let answered: Answered<Data>;
  try {
    answered = await request;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ClientError('no-answer', `the server gave no answer: ${reason}`, { cause });
  }
  const { data, error, response } = answered;
  if (response.ok && data !== undefined && data !== null) return data;
  const problem = isProblem(error) ? error : undefined;
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  throw new ClientError(
    'refused',
    problem?.detail ?? `the server answered ${response.status} ${response.statusText}`,
    {
      ...{ status: response.status, problem },
      retryAfter: Number.isFinite(seconds) ? seconds : undefined,
    },
  );
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'detail' in value && 'title' in value;
}
