import type { z } from 'zod';
import type { itemState } from '../src/rule-schemas.js';
import type {
  modelsResponse,
  problemDetails,
  recommendationResponse,
  searchResponse,
  similarResponse,
} from '../src/schemas.js';
import type { userEventsResponse, userRecommendationResponse } from '../src/user-schemas.js';

export type Item = z.infer<typeof searchResponse>['items'][number];
export type ItemId = Item['id'];
export type Model = z.infer<typeof modelsResponse>['models'][number];
export type Recommendations = z.infer<typeof recommendationResponse>;
export type Recommendation = Recommendations['recommendations'][number];
export type UserRecommendations = z.infer<typeof userRecommendationResponse>;
export type ItemState = z.infer<typeof itemState>;
export type Neighbours = z.infer<typeof similarResponse>;
export type UserEvents = z.infer<typeof userEventsResponse>;

/** A failed request, with the sentence of the server. */
export class ApiError extends Error {
  /** 0 if the server was not reached. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
  }
}

/** The server's API, as this page calls it. */
export interface Api {
  readonly get: <Answer>(path: string, signal?: AbortSignal) => Promise<Answer>;
  readonly post: <Answer>(path: string, body: unknown, signal?: AbortSignal) => Promise<Answer>;
  readonly text: (path: string, signal?: AbortSignal) => Promise<string>;
}

/** @param key The bearer key, if the server needs one. */
export function createApi(key: string | undefined): Api {
  const request = async (path: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (key !== undefined) headers.set('authorization', `Bearer ${key}`);
    let response: Response;
    try {
      response = await fetch(path, { ...init, headers, cache: 'no-store' });
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw new ApiError(0, 'The server cannot be reached.');
    }
    if (!response.ok) throw new ApiError(response.status, await sentenceOf(response));
    return response;
  };
  return {
    get: async (path, signal) => (await request(path, { ...(signal && { signal }) })).json(),
    post: async (path, body, signal) => {
      const headers = { 'content-type': 'application/json' };
      const init = { method: 'POST', headers, body: JSON.stringify(body) };
      return (await request(path, { ...init, ...(signal && { signal }) })).json();
    },
    text: async (path, signal) => (await request(path, { ...(signal && { signal }) })).text(),
  };
}

/** The sentence of the problem, or the status if the answer has none. */
async function sentenceOf(response: Response): Promise<string> {
  try {
    const { detail }: z.infer<typeof problemDetails> = await response.json();
    return sentence(detail);
  } catch {
    return `The server answered ${response.status} ${response.statusText}.`;
  }
}

/** With a capital letter and a full stop. */
function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

/** The name of an item for readers. */
export function labelOf({ id, title }: Item): string {
  return title ?? `Item ${id}`;
}

/** Different for `5` and `'5'`, which are different ids. */
export function keyOf(id: ItemId): string {
  return `${typeof id}:${id}`;
}

/** The path of an item's attributes. */
export function pathOfItem(id: ItemId, reference: string | undefined): string {
  const query = reference === undefined ? '' : `?${new URLSearchParams({ model: reference })}`;
  return `/v1/items/${encodeURIComponent(id)}${query}`;
}

/** The name of a model in requests; undefined if the server has only one. */
export function referenceOf({ name, alias }: Model): string | undefined {
  return alias === undefined ? undefined : `${name}@${alias}`;
}
