import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runApp } from './testing/run-app.js';

const cwd = mkdtempSync(`${tmpdir()}/seqrec-help-`);
afterAll(() => rmSync(cwd, { recursive: true }));

/** Writes to stderr the address of each module that is imported, and the path of each that is required. */
const load = `
  import { writeSync } from 'node:fs';
  export function load(url, context, next) {
    writeSync(2, 'module ' + url + '\\n');
    return next(url, context);
  }`;
const tracer = `
  import { writeSync } from 'node:fs';
  import module, { register } from 'node:module';
  register(${JSON.stringify(asUrl(load))});
  process.on('exit', () => {
    for (const path of Object.keys(module._cache)) writeSync(2, 'module ' + path + '\\n');
  });`;

function asUrl(source: string): string {
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

const heavy = /@tensorflow|onnxruntime|duckdb|apache-arrow|postgres|hyparquet/;

describe.each([['--help'], ['train', '--help'], ['evaluate', '--help'], ['--version']])(
  'seqrec %s %s',
  (...args) => {
    let modules: string[] = [];
    beforeAll(async () => {
      const { exitCode, stdout, stderr } = await runApp(
        args.filter((arg) => typeof arg === 'string'),
        { cwd, node: ['--import', asUrl(tracer)] },
      );
      expect([exitCode, stdout === '']).toEqual([0, false]);
      modules = [...stderr.matchAll(/^module (.*)$/gm)].map(([, name = '']) => name);
    });

    test('loads no engine, no database and no Arrow', () => {
      expect(modules.filter((name) => heavy.test(name))).toEqual([]);
      expect(modules.some((name) => name.endsWith('/dist/main.js'))).toBe(true);
      expect(modules.some((name) => name.includes('/commander/'))).toBe(true);
    });
  },
);

test('what a command needs is noticed when it runs', async () => {
  const { stderr } = await runApp(['doctor'], { cwd, node: ['--import', asUrl(tracer)] });
  expect(stderr).toMatch(/^module .*onnxruntime/m);
});
