import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { settingsTable } from './setting-definitions.js';
import { readSettings } from './settings.js';

it('by default listen on loopback, open and with CORS off', () => {
  const settings = readSettings({ INIT_CWD: '/shop' });
  expect(settings).toMatchObject({ host: '127.0.0.1', port: 3000, apiKeys: [], corsOrigins: [] });
  expect(settings.artifact).toBeUndefined();
  // As many as the re-ranker was trained with.
  expect(settings.rerankerCandidates).toBeUndefined();
  expect(settings.runs).toBe(resolve('/shop/runs'));
});

it('are in the README as they are in the code', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(settingsTable());
});

it('are read from text as they are meant', () => {
  expect(
    readSettings({
      ...{
        PORT: '8080',
        API_KEYS: 'one, two:read+events,,',
        CORS_ORIGINS: 'https://shop.example',
        RUNS: '',
      },
      ...{ REQUEST_TIMEOUT_MS: '250', METRICS_ACCESS: 'off', INIT_CWD: '/shop' },
    }),
  ).toMatchObject({
    ...{ port: 8080, corsOrigins: ['https://shop.example'] },
    apiKeys: [
      { key: 'one', scopes: ['read', 'events', 'admin'] },
      { key: 'two', scopes: ['read', 'events'] },
    ],
    ...{ requestTimeout: 250, metricsAccess: 'off', runs: resolve('/shop/runs') },
  });
});

it('count as unset where they are empty', () => {
  const settings = readSettings({ PORT: '', ARTIFACT: '', LOG_LEVEL: '' });
  expect(settings).toMatchObject({ port: 3000, logLevel: 'info', artifact: undefined });
});

it('take relative folders from where the command was typed', () => {
  expect(readSettings({ INIT_CWD: '/shop', ARTIFACT: 'runs/a' }).artifact).toBe(
    resolve('/shop/runs/a'),
  );
});

it.each([
  ['PORT', '70000', 'expected a whole number from 0 to 65535'],
  ['PORT', 'web', 'expected a whole number from 0 to 65535'],
  ['PORT', '0x10', 'expected a whole number'],
  ['PORT', '80.0', 'expected a whole number'],
  ['RERANKER_CANDIDATES', '1001', 'expected a whole number from 1 to 1000'],
  ['ENGINE', 'warp', 'expected auto, node-gpu, onnx, node, wasm, cpu, onnx-cuda'],
  ['REQUEST_TIMEOUT_MS', '0', 'expected a whole number from 1'],
  // A timer that long fires at once.
  ['REQUEST_TIMEOUT_MS', '2147483648', 'expected a whole number from 1'],
  ['CORS_ORIGINS', 'https://a.example,https://b.example/path', 'entry 2 is not an origin'],
  ['CORS_ORIGINS', 'shop.example', 'entry 1 is not an origin'],
  ['METRICS_ACCESS', 'yes', 'expected open, key, off'],
])('refuse %s=%s with a sentence that names it', (name, value, sentence) => {
  expect(() => readSettings({ [name]: value })).toThrow(
    `the environment variable ${name} is wrong: ${sentence}`,
  );
});

it('take a store by its URL, and a file in it from where the command was typed', () => {
  const store = (STORE: string) => readSettings({ INIT_CWD: '/shop', STORE }).store;
  expect(store('')).toBeUndefined();
  expect(store('sqlite:events.db')).toBe(`sqlite:${resolve('/shop/events.db')}`);
  const wrong = () => store('mysql://me:secret@host/db');
  expect(wrong).toThrow('the environment variable STORE is wrong: expected sqlite:<path>');
  expect(wrong).not.toThrow('secret');
});

it.each(['good,p@ss word', 'good,schlüssel', 'good,a=b', 'good,"quoted"'])(
  'refuse keys that no header carries, without printing them: %s',
  (keys) => {
    const [, bad = ''] = keys.split(',');
    const read = () => readSettings({ API_KEYS: keys });
    expect(read).toThrow('API_KEYS is wrong: key 2 has a character');
    expect(read).not.toThrow(bad);
  },
);

it.each([
  ['good,s3cret:write', 'key 2 has something after its colon that is no scope'],
  ['good,s3cret:', 'key 2 has something after its colon that is no scope'],
  ['good,s3cret:read:events', 'key 2 has something after its colon that is no scope'],
  ['s3cret,good:read,s3cret:events', 'keys 1 and 3 are the same'],
])(
  'refuse scopes that are none and keys that are there twice, without printing them: %s',
  (keys, sentence) => {
    const read = () => readSettings({ API_KEYS: keys });
    expect(read).toThrow(`the environment variable API_KEYS is wrong: ${sentence}`);
    expect(read).not.toThrow('s3cret');
  },
);

it('send traces where a variable of OpenTelemetry says where to, and no other says not to', () => {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
  expect(readSettings({}).traces).toBeUndefined();
  expect(readSettings(endpoint).traces).toBe('http/protobuf');
  expect(readSettings({ OTEL_TRACES_EXPORTER: 'otlp' }).traces).toBe('http/protobuf');
  const json = { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
  expect(readSettings(json).traces).toBe('http/json');
  expect(readSettings({ ...endpoint, OTEL_SDK_DISABLED: 'True' }).traces).toBeUndefined();
  expect(readSettings({ ...endpoint, OTEL_TRACES_EXPORTER: 'none' }).traces).toBeUndefined();
  expect(() => readSettings({ ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })).toThrow(
    'the environment variable OTEL_EXPORTER_OTLP_PROTOCOL is wrong: expected http/protobuf or http/json',
  );
  expect(() => readSettings({ OTEL_TRACES_EXPORTER: 'zipkin' })).toThrow('OTEL_TRACES_EXPORTER');
});
