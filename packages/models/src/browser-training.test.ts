import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
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

/** Minified, 934 KB when this was written: TensorFlow.js with two backends 671 KB, zod 77 KB, ours 113 KB. */
const MOST_BYTES = 1_000_000;

it('a page bundles training, measuring and baselines without Node, in at most 1,000 KB', async () => {
  const script = await pageScript(page, import.meta.dirname);
  expect(script).toContain('trainInPage');
  expect(script.length).toBeLessThan(MOST_BYTES);
}, 60_000);

const inChromium = hasChromium('training in a page');

describe.skipIf(!inChromium)('Chromium', () => {
  let browser: Browser | undefined;
  let tab: Page;
  let expected: TrainedWalks;
  const problems: string[] = [];

  beforeAll(async () => {
    // Without the greeting that the backend prints at its first tensor.
    await tf.setBackend('cpu');
    Object.assign(tf.backend(), { firstUse: false });
    expected = await trainWalks();
    browser = await launchChromium();
    tab = await browser.newPage();
    tab.on('pageerror', ({ message }) => problems.push(message));
    const wasm = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
    await tab.route('https://page.test/**', (route) => {
      const name = new URL(route.request().url()).pathname.slice(1);
      if (name === '') return route.fulfill({ contentType: 'text/html', body: '<!doctype html>' });
      const body = readFileSync(new URL(`../dist/${name}`, `file://${wasm}`));
      return route.fulfill({ contentType: 'application/wasm', body });
    });
    await tab.goto('https://page.test/');
    await tab.addScriptTag({ content: await pageScript(page, import.meta.dirname) });
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
});
