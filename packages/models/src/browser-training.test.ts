import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { compilePieces } from '@org/tfjs-onnx';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, launchChromium } from '../../../testing/chromium.js';
import { pageScript } from '../../../testing/page-script.js';
import { type TrainedWalks, trainWalks } from './testing/train-walks.js';

const page = `
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { trainWalks } from './testing/train-walks.js';

setWasmPaths('https://page.test/');
globalThis.trainInPage = async (backend) => {
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await tf.setBackend(backend))) throw new Error(backend + ' does not start');
  return trainWalks();
};`;

const COMPILED = `
import '@tensorflow/tfjs-backend-cpu';
import { compilePieces, configureOnnxBackend } from '@org/tfjs-onnx/web';
import * as tf from '@tensorflow/tfjs-core';
import { trainWalks } from './testing/train-walks.js';

configureOnnxBackend({ wasmUrl: 'https://page.test/ort-wasm-simd-threaded.wasm' });
globalThis.trainCompiled = async () => {
  if (!(await tf.setBackend('onnx'))) throw new Error('onnx does not start');
  return trainWalks(compilePieces);
};`;
/** The script of ONNX Runtime, which the page imports when the backend starts. */
const RUNTIME = 'onnxruntime-web/ort-wasm-simd-threaded.mjs';
const IMPORTS = JSON.stringify({ imports: { [RUNTIME]: '/ort-wasm-simd-threaded.mjs' } });
const HTML = `<!doctype html><script type="importmap">${IMPORTS}</script>`;

/** Minified, 934 KB when this was written: TensorFlow.js with two backends 671 KB, zod 77 KB, ours 113 KB. */
const MOST_BYTES = 1_000_000;

it('a page bundles training, measuring and baselines without Node, in at most 1,000 KB', async () => {
  const script = await pageScript(page, import.meta.dirname);
  expect(script).toContain('trainInPage');
  expect(script.length).toBeLessThan(MOST_BYTES);
}, 60_000);

/** Minified, 876 KB when this was written: TensorFlow.js with its cpu backend, and ours in place of its wasm backend. */
const MOST_COMPILED_BYTES = 930_000;
/** Gzipped, 3.66 MB with ONNX Runtime 1.30. */
const MOST_WASM_BYTES = 3_800_000;

it('the compiled step adds at most 3.8 MB of WebAssembly, gzipped, and no module of Node', async () => {
  const script = await pageScript(COMPILED, import.meta.dirname, [RUNTIME]);
  expect(script).toContain('trainCompiled');
  expect(script.length).toBeLessThan(MOST_COMPILED_BYTES);
  const { length } = gzipSync(readFileSync(runtimeFile('ort-wasm-simd-threaded.wasm')));
  expect(length).toBeLessThan(MOST_WASM_BYTES);
}, 60_000);

const inChromium = hasChromium('training in a page');

describe.skipIf(!inChromium)('Chromium', () => {
  let browser: Browser | undefined;
  let tab: Page;
  let expected: TrainedWalks;
  /** By the compiled step of Node. */
  let compiled: TrainedWalks;
  const problems: string[] = [];

  beforeAll(async () => {
    // Without the greeting that the backend prints at its first tensor.
    await tf.setBackend('cpu');
    Object.assign(tf.backend(), { firstUse: false });
    expected = await trainWalks();
    await tf.setBackend('onnx');
    compiled = await trainWalks(compilePieces);
    browser = await launchChromium();
    tab = await browser.newPage();
    tab.on('pageerror', ({ message }) => problems.push(message));
    const wasm = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
    await tab.route('https://page.test/**', (route) => {
      const name = new URL(route.request().url()).pathname.slice(1);
      if (name === '') return route.fulfill({ contentType: 'text/html', body: HTML });
      const contentType = name.endsWith('.wasm') ? 'application/wasm' : 'text/javascript';
      const file = name.startsWith('ort-')
        ? runtimeFile(name)
        : new URL(`../dist/${name}`, `file://${wasm}`);
      return route.fulfill({ contentType, body: readFileSync(file) });
    });
    await tab.goto('https://page.test/');
    await tab.addScriptTag({ content: await pageScript(page, import.meta.dirname) });
    await tab.addScriptTag({ content: await pageScript(COMPILED, import.meta.dirname, [RUNTIME]) });
  }, 120_000);
  afterAll(() => browser?.close());

  it.each([
    ['cpu', 6],
    ['wasm', 3],
  ])(
    'trains on %s with the losses of Node to %i digits, and measures the same',
    async (backend, digits) => {
      const trained = await tab.evaluate((name) => {
        const { trainInPage } = globalThis as unknown as {
          trainInPage: (backend: string) => Promise<TrainedWalks>;
        };
        return trainInPage(name);
      }, backend);
      expect(problems).toEqual([]);
      expect(trained.losses).toHaveLength(8);
      trained.losses.forEach((loss, step) => {
        expect(loss).toBeCloseTo(expected.losses[step] ?? Number.NaN, digits);
      });
      expect(trained.losses.at(-1)).toBeLessThan(trained.losses[0] ?? 0);
      expect(trained.popularity).toBeCloseTo(expected.popularity, 12);
      expect(trained.model).toBeCloseTo(expected.model, 3);
    },
    120_000,
  );

  it('trains by the compiled step with the losses of Node to 6 digits', async () => {
    const trained = await tab.evaluate(() => {
      const { trainCompiled } = globalThis as unknown as {
        trainCompiled: () => Promise<TrainedWalks>;
      };
      return trainCompiled();
    });
    expect(problems).toEqual([]);
    expect(trained.losses).toHaveLength(8);
    trained.losses.forEach((loss, step) => {
      expect(loss).toBeCloseTo(compiled.losses[step] ?? Number.NaN, 6);
      expect(loss).toBeCloseTo(expected.losses[step] ?? Number.NaN, 3);
    });
    expect(trained.model).toBeCloseTo(compiled.model, 6);
  }, 120_000);
});

/** A file of onnxruntime-web, which @org/onnxruntime loads. */
function runtimeFile(name: string): URL {
  const own = createRequire(import.meta.url).resolve('@org/tfjs-onnx/package.json');
  const onnxruntime = createRequire(own).resolve('@org/onnxruntime/package.json');
  return new URL(`file://${createRequire(onnxruntime).resolve(`onnxruntime-web/${name}`)}`);
}
