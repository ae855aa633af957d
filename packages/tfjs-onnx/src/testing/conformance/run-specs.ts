import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { SpecResult } from './spec-result.js';

/** Bundles tfjs-core's specs with the backend, runs them in a separate process, and returns every result. */
export async function runSpecs(): Promise<readonly SpecResult[]> {
  // The bundle must be inside the package to find onnxruntime-node.
  const directory = fileURLToPath(new URL('../../../.vitest/conformance/', import.meta.url));
  mkdirSync(directory, { recursive: true });
  const bundle = `${directory}specs.mjs`;
  const results = `${directory}results.json`;
  await build({
    entryPoints: [fileURLToPath(new URL('./entry.ts', import.meta.url))],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    conditions: ['@org/source'],
    external: ['onnxruntime-node', 'jasmine-core', 'canvas'],
    // tfjs-core's package.json says that its specs have no side effects, so the bundler would drop all of them.
    ignoreAnnotations: true,
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  await promisify(execFile)(process.execPath, [bundle, results], { maxBuffer: 1 << 28 });
  return JSON.parse(readFileSync(results, 'utf8')) as SpecResult[];
}
