import createFetchClient, { type Client as FetchClient } from 'openapi-fetch';
import { type Answered, type CallOptions, call } from './answer.js';
import type { components, paths } from './schema.js';

type Schemas = components['schemas'];

/** An item's or a user's id: text, or a whole number. */
export type Id = string | number;
export type Item = Schemas['Item'];
export type ItemState = Schemas['ItemState'];
export type ServedModel = Schemas['ServedModel'];
export type Recommendation = Schemas['Recommendation'];
export type RecommendationRequest = Schemas['RecommendationRequest'];
export type Recommendations = Schemas['RecommendationResponse'];
export type UserRecommendationRequest = Schemas['UserRecommendationRequest'];
export type UserRecommendations = Schemas['UserRecommendationResponse'];
export type SimilarItems = Schemas['SimilarItems'];
export type SentEvent = Schemas['SentEvent'];
export type KeptEvent = Schemas['KeptEvent'];
export type Impression = Schemas['Impression'];

export interface ClientOptions {
  /** The server's URL, such as `https://recommend.example`. */
  readonly url: string;
  /** A bearer key, if the server needs one. */
  readonly key?: string | undefined;
  /** Sends the requests. Default: the platform's `fetch`. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined;
  /** The time limit of a call in milliseconds, including retries and pauses. Default 10,000. */
  readonly timeout?: number;
  /** The number of retries of a call that is safe to repeat. Default 2. */
  readonly retries?: number;
}

/** The most events of a page that the server allows. */
const LARGEST_PAGE = 1000;

/** The model, if the server has several: `name`, `name@alias` or `name@version`. */
export interface ModelOptions extends CallOptions {
  readonly model?: string | undefined;
}

/** The server's API. Each call rejects with a `ClientError`, or with the reason of its signal. */
export interface Client {
  /** Recommends items after a history. */
  recommend(request: RecommendationRequest, options?: CallOptions): Promise<Recommendations>;
  /** Recommends items after many histories; results are in the same order. */
  recommendBatch(
    request: Schemas['BatchRequest'],
    options?: CallOptions,
  ): Promise<Schemas['BatchResponse']>;
  /**
   * Stores up to 1,000 events; resolves when they are on the server's disk. If all events have ids, the client sends them
   * again after a failure, because the server stores each id once.
   */
  events(events: readonly SentEvent[], options?: CallOptions): Promise<Schemas['EventsResponse']>;
  /** Reports that people saw up to 1,000 recommendation responses. */
  impressions(
    impressions: readonly Impression[],
    options?: CallOptions,
  ): Promise<Schemas['ImpressionsResponse']>;
  /** Predicts how a user rates items, by what the user rated before. */
  rate(
    request: Schemas['RatingRequest'],
    options?: CallOptions,
  ): Promise<Schemas['RatingResponse']>;
  /** An item's attributes, and whether it is available. */
  item(id: Id, options?: ModelOptions): Promise<ItemState>;
  /** Replaces all attributes of an item. */
  replaceItem(id: Id, item: Schemas['ItemReplacement'], options?: ModelOptions): Promise<ItemState>;
  /** Changes some attributes of an item, or whether it is available. */
  changeItem(id: Id, change: Schemas['ItemPatch'], options?: ModelOptions): Promise<ItemState>;
  /** Changes up to 1,000 items, all or none. */
  changeItems(
    changes: readonly Schemas['ItemChange'][],
    options?: ModelOptions,
  ): Promise<readonly ItemState[]>;
  /** Makes an item unavailable: it is never recommended. */
  deleteItem(id: Id, options?: ModelOptions): Promise<ItemState>;
  /** Items whose vectors in the model are most similar to this item's. */
  similar(id: Id, options?: ModelOptions & { readonly k?: number }): Promise<SimilarItems>;
  /** Searches items by words of their titles. */
  search(
    query: string,
    options?: ModelOptions & { readonly limit?: number },
  ): Promise<Schemas['ItemSearch']>;
  /** The models that the server serves. */
  models(options?: CallOptions): Promise<Schemas['Models']>;
  /** Points an alias of a model, by default `current`, at its previous version. */
  rollback(name: string, options?: CallOptions & { readonly alias?: string }): Promise<ServedModel>;
  /** Resolves if the server is ready, and rejects with its reason if not. */
  ready(options?: CallOptions): Promise<Schemas['Status']>;
  /** The server's metrics in the Prometheus text format. */
  metrics(options?: CallOptions): Promise<string>;
  /**
   * @param idType tells the users `5` and `'5'` apart. Default: the type of `id`. With `either`, the one that has events.
   */
  user(id: Id, idType?: 'text' | 'number' | 'either'): ClientUser;
  /** A typed method for each operation of the OpenAPI document. It returns errors of the server instead of throwing, and tries once. */
  readonly http: FetchClient<paths>;
}

/** A user whose events the server stores. */
export interface ClientUser {
  /** Recommends items, based on the stored events. */
  recommendations(
    request?: UserRecommendationRequest,
    options?: CallOptions,
  ): Promise<UserRecommendations>;
  /** A page of the stored events in order of time. Pass `next` of a page as `after` to get the following page. */
  events(
    page?: { readonly limit?: number; readonly after?: string | undefined },
    options?: CallOptions,
  ): Promise<Schemas['UserEvents']>;
  /** All stored events; fetches them page by page. */
  allEvents(options?: CallOptions): AsyncGenerator<KeptEvent, void>;
  /** Deletes all stored events of the user. */
  delete(options?: CallOptions): Promise<Schemas['Deletion']>;
  /** Gives the events of an anonymous session to this user. */
  merge(from: Id, options?: CallOptions): Promise<Schemas['Merge']>;
}

/**
 * A client of the server's API, in Node and in browsers.
 *
 * @example
 * const client = createClient({ url: 'http://127.0.0.1:3000' });
 * const { recommendations } = await client.recommend({ history: [318, 296], k: 3 });
 */
export function createClient(options: ClientOptions): Client {
  const { url, key, fetch, timeout: defaultTimeout = 10_000, retries = 2 } = options;
  const http = createFetchClient<paths>({
    baseUrl: url,
    ...(key !== undefined && { headers: { authorization: `Bearer ${key}` } }),
    ...(fetch && { fetch }),
  });
  const sent = <Data>(
    { signal, timeout = defaultTimeout }: CallOptions,
    send: (signal: AbortSignal) => Promise<Answered<Data>>,
    tries = 0,
  ) => call(send, { signal, timeout, retries: tries });
  /** For requests that are safe to repeat: they only read, or a second time changes nothing. */
  const repeated = <Data>(
    limits: CallOptions,
    send: (signal: AbortSignal) => Promise<Answered<Data>>,
  ) => sent(limits, send, retries);
  const item = (id: Id, model: string | undefined) => ({
    path: { id: String(id) },
    query: { ...(model !== undefined && { model }) },
  });
  return {
    http,
    recommend: (body, limits = {}) =>
      repeated(limits, (signal) => http.POST('/v1/recommendations', { body, signal })),
    recommendBatch: (body, limits = {}) =>
      repeated(limits, (signal) => http.POST('/v1/recommendations/batch', { body, signal })),
    events: (events, limits = {}) => {
      const isNamed = events.every(({ id }) => id !== undefined);
      const body = { events: [...events] };
      return (isNamed ? repeated : sent)(limits, (signal) =>
        http.POST('/v1/events', { body, signal }),
      );
    },
    impressions: (impressions, limits = {}) => {
      const body = { impressions: [...impressions] };
      return sent(limits, (signal) => http.POST('/v1/impressions', { body, signal }));
    },
    rate: (body, limits = {}) =>
      repeated(limits, (signal) => http.POST('/v1/ratings', { body, signal })),
    item: (id, { model, ...limits } = {}) =>
      repeated(limits, (signal) => http.GET('/v1/items/{id}', { params: item(id, model), signal })),
    replaceItem: (id, body, { model, ...limits } = {}) =>
      repeated(limits, (signal) =>
        http.PUT('/v1/items/{id}', { params: item(id, model), body, signal }),
      ),
    changeItem: (id, body, { model, ...limits } = {}) =>
      repeated(limits, (signal) =>
        http.PATCH('/v1/items/{id}', { params: item(id, model), body, signal }),
      ),
    changeItems: async (changes, { model, ...limits } = {}) => {
      const params = { query: { ...(model !== undefined && { model }) } };
      const body = { items: [...changes] };
      const changed = await repeated(limits, (signal) =>
        http.PATCH('/v1/items', { params, body, signal }),
      );
      return changed.items;
    },
    deleteItem: (id, { model, ...limits } = {}) =>
      repeated(limits, (signal) =>
        http.DELETE('/v1/items/{id}', { params: item(id, model), signal }),
      ),
    similar: (id, { k, model, ...limits } = {}) => {
      const { path, query } = item(id, model);
      const params = { path, query: { ...query, ...(k !== undefined && { k }) } };
      return repeated(limits, (signal) => http.GET('/v1/items/{id}/similar', { params, signal }));
    },
    search: (query, { signal, timeout, ...rest } = {}) =>
      repeated({ signal, timeout }, (own) =>
        http.GET('/v1/items', { params: { query: { query, ...given(rest) } }, signal: own }),
      ),
    models: (limits = {}) => repeated(limits, (signal) => http.GET('/v1/models', { signal })),
    rollback: (name, { alias, ...limits } = {}) => {
      const params = { path: { name }, query: { ...(alias !== undefined && { alias }) } };
      return sent(limits, (signal) => http.POST('/v1/models/{name}/rollback', { params, signal }));
    },
    ready: (limits = {}) => sent(limits, (signal) => http.GET('/readyz', { signal })),
    metrics: (limits = {}) =>
      repeated(limits, (signal) => http.GET('/metrics', { parseAs: 'text', signal })),
    user: (id, idType = typeof id === 'number' ? 'number' : 'text') => {
      const query = idType === 'either' ? {} : { idType };
      const params = { path: { id: String(id) }, query };
      const user: ClientUser = {
        recommendations: (body = {}, limits = {}) =>
          repeated(limits, (signal) =>
            http.POST('/v1/users/{id}/recommendations', { params, body, signal }),
          ),
        events: (page = {}, limits = {}) =>
          repeated(limits, (signal) =>
            http.GET('/v1/users/{id}', {
              params: { ...params, query: { ...query, ...given(page) } },
              signal,
            }),
          ),
        async *allEvents(limits = {}) {
          let after: string | undefined;
          do {
            const page = await user.events({ limit: LARGEST_PAGE, after }, limits);
            yield* page.events;
            after = page.next;
          } while (after !== undefined);
        },
        delete: (limits = {}) =>
          repeated(limits, (signal) => http.DELETE('/v1/users/{id}', { params, signal })),
        merge: (from, limits = {}) =>
          sent(limits, (signal) =>
            http.POST('/v1/users/{id}/merge', { params, body: { from }, signal }),
          ),
      };
      return user;
    },
  };
}

/** The entries that are not undefined. */
function given<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]: Exclude<Fields[Name], undefined>;
  };
}
