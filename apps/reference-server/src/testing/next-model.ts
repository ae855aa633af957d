import { bestItems, Catalogue, type ItemRecord } from '@org/seqrec-data';
import type { ServedModel } from '@org/serving';
import { PopularityRanking } from '@org/serving';
import { pino } from 'pino';
import { type ApiKey, SCOPES } from '../api-keys.js';
import { type AppOptions, createApp } from '../app.js';
import { singleModel } from '../models.js';
import { createTelemetry } from '../telemetry.js';

const attributes = (year: number, ...genre: string[]) => ({ attributes: { year, genre } });

const items: ItemRecord[] = [
  { index: 1, id: 318, title: 'Shawshank Redemption, The (1994)', ...attributes(1994, 'Drama') },
  { index: 2, id: 296, title: 'Pulp Fiction (1994)', ...attributes(1994, 'Crime', 'Drama') },
  { index: 3, id: 593, title: 'Silence of the Lambs, The (1991)', ...attributes(1991, 'Crime') },
  { index: 4, id: 'x-4', title: 'Fargo (1996)', ...attributes(1996, 'Crime', 'Drama') },
  { index: 5, id: 50 },
];

/** A model without a network. Scores item i by how close it comes after the last of the history, so that every answer can be worked out. */
export const nextModel: ServedModel = {
  name: 'next',
  version: 'abc123',
  kind: 'next',
  maxLength: 10,
  engine: 'test',
  excludeSeen: true,
  metrics: { 'ndcg@10': 0.5 },
  catalogue: new Catalogue(items),
  popularity: new PopularityRanking({
    indices: Int32Array.of(2, 5, 3, 4, 1),
    scores: Float32Array.of(50, 40, 30, 20, 10),
  }),
  async rank(queries) {
    return queries.map(({ history, k, exclude = [], excludeSeen, allow, bias }) => {
      const last = history.items.at(-1) ?? 0;
      const data = Float32Array.from(
        { length: 7 },
        (_, item) => -((item - last + 5) % 5) + (bias?.values[item] ?? 0),
      );
      return bestItems({ rows: 1, width: 7, data }, 0, {
        ...{ k, itemCount: 5 },
        exclude: new Set(excludeSeen ? [...exclude, ...history.items] : exclude),
        ...(allow && { allow }),
      });
    });
  },
  similar: async (index, k) => ({
    indices: Int32Array.of(1, 2, 3, 4, 5)
      .filter((item) => item !== index)
      .slice(0, k),
    scores: Float32Array.of(0.9, 0.8, 0.7, 0.6),
  }),
  // Items 1 and 2 are alike, and so are 3, 4 and 5.
  vectors: async (indices) =>
    Float32Array.from([...indices].flatMap((index) => (index < 3 ? [1, 0] : [0, 1]))),
  search: async (query) => Int32Array.of(query === 'pulp' ? 2 : 1),
};

const settings: AppOptions['settings'] = {
  apiKeys: [],
  rateLimit: undefined,
  metricsAccess: 'key',
  docsAccess: 'open',
  consoleAccess: 'open',
  corsOrigins: [],
  bodyLimit: 2000,
  requestTimeout: 1000,
  historyEvents: 1000,
  historyDays: undefined,
};

/** Keys that may do everything. */
export function fullKeys(...keys: string[]): ApiKey[] {
  return keys.map((key) => ({ key, scopes: SCOPES }));
}

export interface TestOptions extends Partial<Omit<AppOptions, 'settings'>> {
  readonly settings?: Partial<AppOptions['settings']>;
  /** Undefined: none is loaded. */
  readonly model?: ServedModel | undefined;
}

/** The app with {@link nextModel}, or with what a test sets. */
export function testApp({ settings: set, ...options }: TestOptions = {}) {
  const model = 'model' in options ? options.model : nextModel;
  const models = singleModel({
    state: () => (model === undefined ? { unready: 'it is being loaded' } : { model }),
    stop: async () => true,
  });
  return createApp({
    models: () => models,
    stopping: () => false,
    settings: { ...settings, ...set },
    telemetry: createTelemetry(),
    log: pino({ level: 'silent' }),
    ...options,
  });
}
