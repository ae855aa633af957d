import type { Random } from '@org/random';
import { pick } from './document.js';

/** A request that the server answers as it is, which the torture changes. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

/** Ids that paths and databases may take for something else. All are items; none is a number. */
export const TEXT_IDS: readonly string[] = [
  ...[
    'a/b',
    '50%',
    '%2F',
    '../x',
    'é',
    'ｘ',
    'a b',
    '"quoted"',
    "it's",
    '?query',
    '#hash',
    '__proto__',
  ],
  ...['constructor', '[1]', '{}', '😀', 'a\\b', 'null', 'undefined', 'NaN', '-0x1', '.', '..', ';'],
];

/** One operation of each kind, with all its fields. Changes of items change only those of {@link TEXT_IDS}. */
export function anyOperation(random: Random): Operation {
  return pick(OPERATIONS, random)(random);
}

const history = [300, 301, '302', 'a/b', 'unknown', 303];
const rules = {
  filter: "genre in ('Comedy','Drama') and year >= 1990",
  boosts: [{ when: 'year > 2000', multiply: 1.5 }],
  caps: [{ attribute: 'genre', max: 2 }],
  diversity: { lambda: 0.7, pool: 20 },
};
const path = (random: Random) => encodeURIComponent(pick(TEXT_IDS, random));
const user = (random: Random) => pick([`fuzz-${random.integer(50)}`, 5, '5', 'é', 'a/b'], random);
const userPath = (random: Random) => encodeURIComponent(String(user(random)));

const OPERATIONS: readonly ((random: Random) => Operation)[] = [
  () => ({
    ...{ method: 'POST', path: '/v1/recommendations' },
    body: { history, k: 5, exclude: [304], allow: [305, 306, 'é'], excludeSeen: true, user: 'ann' },
  }),
  () => ({
    ...{ method: 'POST', path: '/v1/recommendations' },
    body: { history, timestamps: [1, 2, 3, 4, 5, 6], k: 5, rules, explain: 2, unknown: 'ignore' },
  }),
  () => ({
    ...{ method: 'POST', path: '/v1/recommendations' },
    body: { history: [300], rules: 'home', model: 'bert4rec', unknown: 'error' },
  }),
  () => ({
    ...{ method: 'POST', path: '/v1/recommendations/batch' },
    body: { requests: [{ history, k: 3 }, { history: [] }, { history: [307], rules }] },
  }),
  (random) => ({
    ...{ method: 'POST', path: '/v1/events' },
    body: {
      events: [
        { user: user(random), item: 300, type: 'view' },
        {
          ...{ id: `e-${random.integer(1000)}`, user: user(random), item: 'a/b', type: 'purchase' },
          ...{ time: 1_714_564_800_000, value: 9.5, context: { page: 'home' } },
          recommendationId: 'r-1',
        },
      ],
    },
  }),
  (random) => ({
    ...{ method: 'POST', path: `/v1/users/${userPath(random)}/recommendations` },
    body: { k: 5, rules: { ...rules, seen: [{ type: 'view', days: 30 }] }, explain: 1 },
  }),
  (random) => ({ method: 'GET', path: `/v1/users/${userPath(random)}?limit=10` }),
  (random) => ({ method: 'DELETE', path: `/v1/users/${userPath(random)}` }),
  (random) => ({
    ...{ method: 'POST', path: `/v1/users/${userPath(random)}/merge` },
    body: { from: user(random) },
  }),
  () => ({
    ...{ method: 'POST', path: '/v1/impressions' },
    body: {
      impressions: [{ recommendationId: 'r-1', items: [300, 'a/b'], time: 1_714_564_800_000 }],
    },
  }),
  (random) => ({ method: 'GET', path: `/v1/items/${path(random)}/similar?k=5` }),
  (random) => ({ method: 'GET', path: `/v1/items?query=${path(random)}&limit=5` }),
  (random) => ({ method: 'GET', path: `/v1/items/${path(random)}` }),
  (random) => ({
    ...{ method: 'PUT', path: `/v1/items/${path(random)}` },
    body: { attributes: { genre: ['Drama'], year: 1994 }, available: true },
  }),
  (random) => ({
    ...{ method: 'PATCH', path: `/v1/items/${path(random)}` },
    body: { attributes: { year: 2001, genre: null }, available: false },
  }),
  (random) => ({ method: 'DELETE', path: `/v1/items/${path(random)}` }),
  (random) => ({
    ...{ method: 'PATCH', path: '/v1/items' },
    body: {
      items: [
        { id: pick(TEXT_IDS, random), attributes: { year: 1999 } },
        { id: pick(TEXT_IDS, random), available: true },
      ],
    },
  }),
  () => ({ method: 'GET', path: '/v1/models' }),
  () => ({ method: 'POST', path: '/v1/models/bert4rec/rollback?alias=current' }),
  () => ({ method: 'GET', path: '/metrics' }),
  () => ({ method: 'GET', path: '/readyz' }),
  () => ({ method: 'GET', path: '/openapi.json' }),
  () => ({ method: 'GET', path: '/docs' }),
  () => ({ method: 'GET', path: '/console' }),
];
