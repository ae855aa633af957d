import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { SpecResult } from './spec-result.js';

/** Bundles tfjs-core's specs with the backend, runs them in a process of their own, and gives every result. */
export async function runSpecs(): Promise<readonly SpecResult[]> {
  // Inside the package, so that onnxruntime-node is found from there.
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
    external: ['onnxruntime-node', 'jasmine-core', 'canvas'],
    // tfjs-core's package.json calls its specs free of side effects, which would leave none of them.
    ignoreAnnotations: true,
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  await promisify(execFile)(process.execPath, [bundle, results], { maxBuffer: 1 << 28 });
  return JSON.parse(readFileSync(results, 'utf8')) as SpecResult[];
}
