import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { readSettings } from './settings.js';

it('listens on loopback, open and with CORS off, unless told otherwise', () => {
  const settings = readSettings({ INIT_CWD: '/shop' });
  expect(settings).toMatchObject({ host: '127.0.0.1', port: 3000, apiKeys: [], corsOrigins: [] });
  expect(settings.artifact).toBeUndefined();
  expect(settings.runs).toBe(resolve('/shop/runs'));
});

it('splits lists at commas', () => {
  expect(readSettings({ API_KEYS: 'one, two,,' }).apiKeys).toEqual(['one', 'two']);
});

it('takes relative folders from where the command was typed', () => {
  expect(readSettings({ INIT_CWD: '/shop', ARTIFACT: 'runs/a' }).artifact).toBe(
    resolve('/shop/runs/a'),
  );
});

it.each([
  ['PORT', '70000'],
  ['PORT', 'web'],
  ['ENGINE', 'warp'],
])('names the variable %s when it is wrong', (name, value) => {
  expect(() => readSettings({ [name]: value })).toThrow(`environment variable ${name}`);
});
