import { bert4rec } from '@org/bert4rec';
import { Catalogue } from '@org/seqrec-data';
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { hasChromium, launchChromium } from '../../../testing/chromium.js';
import { pageScript } from '../../../testing/page-script.js';

/** What a page does with a model: it builds it, gives it weights, and recommends. */
const page = `
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { bert4rec } from '@org/bert4rec';
import { sasrec } from '@org/sasrec';
import { Catalogue } from '@org/seqrec-data/queries';

globalThis.recommendInPage = async (kind, ids, weights, history) => {
  await tf.setBackend('cpu');
  const build = { bert4rec, sasrec }[kind];
  const model = build({ itemCount: ids.length, maxLength: 10, hiddenSize: 8, layers: 1, heads: 1, seed: 3 });
  model.network.setWeights(weights.map(({ shape, values }) => tf.tensor(values, shape)));
  const catalogue = new Catalogue(ids.map((id, place) => ({ index: place + 1, id })));
  const { recommendations } = await model.recommend(history, { catalogue, k: 3 });
  return recommendations.map(({ item, score }) => ({ item, score }));
};`;

/** Minified, 773 KB when this was written: TensorFlow.js with its cpu backend 593 KB, zod 76 KB, ours 47 KB. */
const MOST_BYTES = 850_000;

const inChromium = hasChromium('recommending in a page');
const models: { dispose(): void }[] = [];
afterAll(() => {
  for (const model of models) model.dispose();
});

it('a page bundles models and recommendations without Node, in at most 850 KB', async () => {
  const script = await pageScript(page, import.meta.dirname);
  expect(script).toContain('recommendInPage');
  expect(script.length).toBeLessThan(MOST_BYTES);
}, 60_000);

it.skipIf(!inChromium)(
  'Chromium recommends what Node recommends',
  async () => {
    const ids = ['tea', 'milk', 'bread', 'jam', 'eggs'];
    const catalogue = new Catalogue(ids.map((id, place) => ({ index: place + 1, id })));
    const size = { maxLength: 10, hiddenSize: 8, layers: 1, heads: 1, seed: 5 };
    const model = bert4rec({ itemCount: ids.length, ...size });
    models.push(model);
    const weights = model.network
      .getWeights()
      .map((weight) => ({ shape: weight.shape, values: Array.from(weight.dataSync()) }));
    const { recommendations } = await model.recommend(['tea', 'milk'], { catalogue, k: 3 });

    const browser = await launchChromium();
    onTestFinished(() => browser.close());
    const tab = await browser.newPage();
    const problems: string[] = [];
    tab.on('pageerror', ({ message }) => problems.push(message));
    await tab.addScriptTag({ content: await pageScript(page, import.meta.dirname) });
    const found = await tab.evaluate(
      ([given, own]) => {
        const { recommendInPage } = globalThis as unknown as {
          recommendInPage: (...input: unknown[]) => Promise<{ item: string; score: number }[]>;
        };
        return recommendInPage('bert4rec', given, own, ['tea', 'milk']);
      },
      [ids, weights] as const,
    );
    expect(problems).toEqual([]);
    expect(found.map(({ item }) => item)).toEqual(recommendations.map(({ item }) => item));
    found.forEach(({ score }, place) => {
      expect(score).toBeCloseTo(recommendations[place]?.score ?? Number.NaN, 5);
    });
  },
  120_000,
);
