import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { saveArtifact } from '@org/artifact';
import { models } from '@org/models';
import { Catalogue } from '@org/seqrec-data';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, launchChromium } from '../../../testing/chromium.js';
import { ending, type Running, startServer } from './testing/server-process.js';

const inChromium = hasChromium('console.test.ts');

const HOSTILE = '<script>document.title = "owned"</script><img src=x onerror="document.title=1">';
const titles = [
  ...['Alien (1979)', 'Aliens (1986)', 'Heat (1995)', 'Fargo (1996)', 'Clerks (1994)'],
  ...[
    HOSTILE,
    'غرفة ٢٠٧ (2022)',
    '🎬 Le Voyage dans la Lune 👩‍🚀 (1902)',
    'Ran (1985)',
    'Ikiru (1952)',
  ],
  `Those ${'Very '.repeat(30)}Magnificent Men in Their Flying Machines (1965)`,
];
const catalogue = new Catalogue(
  titles.map((title, place) => ({
    ...{ index: place + 1, id: 100 + place, title },
    attributes: { year: Number(/\((\d{4})\)$/.exec(title)?.[1] ?? 1900) },
  })),
);

const KEY = 'a-secret-key';
let folder: string;
let browser: Browser;
let open: Running;
let locked: Running;
beforeAll(async () => {
  if (!inChromium) return;
  folder = await mkdtemp(join(tmpdir(), 'console-'));
  await tf.setBackend('cpu');
  const size = { itemCount: titles.length, maxLength: 8, hiddenSize: 16, stddev: 0.3, seed: 5 };
  const model = await models.sasrec.build(size);
  await saveArtifact(join(folder, 'films'), {
    ...{ model, catalogue, name: 'films' },
    popularity: Array.from({ length: titles.length + 1 }, (_, item) => item),
    metrics: {
      validation: { epoch: 1, 'ndcg@10': 0.25 },
      test: { sasrec: { 'ndcg@10': 0.31 }, popularity: { 'ndcg@10': 0.28 } },
    },
  });
  model.network.dispose();
  const env = { ARTIFACT: join(folder, 'films'), ENGINE: 'cpu' };
  // One after the other, as each loads a model.
  open = await startServer({ ...env, STORE: 'memory:' });
  locked = await startServer({ ...env, API_KEYS: KEY });
  browser = await launchChromium();
}, 180_000);
afterAll(async () => {
  if (!inChromium) return;
  await browser?.close();
  for (const running of [open, locked]) {
    const ended = running && ending(running.child);
    running?.child.kill('SIGTERM');
    await ended;
  }
  await rm(folder, { recursive: true });
});

/** A page of its own, with all that it complained of and every address that it requested. */
async function visit({ url }: Running, options: BrowserContextOptions = {}) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  const requested: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requested.push(request.url()));
  await page.goto(`${url}/console`);
  return { page, complaints, requested, leave: () => context.close() };
}

const PATIENCE = { timeout: 30_000 };

const search = (page: Page) => page.getByRole('combobox', { name: 'Add an item' });
const history = (page: Page) => page.locator('.history bdi').allTextContents();
const ranking = (page: Page) => page.locator('.ranking .title').allTextContents();
/** Waits for the list that rests on the history. */
const settled = (page: Page) =>
  page.locator('.lane[aria-busy=false] .ranking > li').first().waitFor();

/** What axe-core finds wrong, as `rule: where`. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate<{ id: string; nodes: { target: string[] }[] }[]>(
    'axe.run().then(({ violations }) => violations)',
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`);
}

describe.skipIf(!inChromium)('the console', () => {
  it('finds an item, adds it and removes it by keys alone', async () => {
    const { page, complaints, leave } = await visit(open);
    await search(page).focus();
    await page.keyboard.type('alien');
    const options = page.getByRole('listbox').getByRole('option');
    await options.first().waitFor();
    expect(await options.allTextContents()).toEqual(['Alien (1979)100', 'Aliens (1986)101']);
    await page.keyboard.press('ArrowDown');
    const active = await search(page).getAttribute('aria-activedescendant');
    expect(await page.locator(`[id="${active}"]`).textContent()).toBe('Aliens (1986)101');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Remove Aliens (1986)' }).waitFor();
    expect(await history(page)).toEqual(['Aliens (1986)']);
    expect(await search(page).inputValue()).toBe('');

    await page.keyboard.type('heat');
    await options.first().waitFor();
    await page.keyboard.press('Escape');
    expect(await options.count()).toBe(0);
    await page.keyboard.press('ArrowDown');
    await options.first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Remove Heat (1995)' }).focus();
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.evaluate('document.activeElement.ariaLabel'), PATIENCE)
      .toBe('Remove Aliens (1986)');
    expect(await history(page)).toEqual(['Aliens (1986)']);
    expect(complaints).toEqual([]);
    await leave();
  });

  it('recommends what the API does, and anew with each item that is taken from the list', async () => {
    const { page, leave } = await visit(open);
    await settled(page);
    expect(await page.locator('.lane .note').textContent()).toContain('Popular items');
    await page.getByRole('button', { name: 'Add to the history: Heat (1995)' }).click();
    await page.locator('.lane .note').waitFor({ state: 'detached' });
    const response = await fetch(`${open.url}/v1/recommendations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ history: [102] }),
    });
    const { recommendations } = JSON.parse(await response.text());
    expect(await ranking(page)).toEqual(recommendations.map(({ title }: never) => title));
    const scores = await page.locator('.ranking > li > .score').allTextContents();
    expect(Number(scores[0])).toBeCloseTo(recommendations[0].score, 3);

    const before = await ranking(page);
    await page.locator('.ranking .title').first().click();
    await expect.poll(() => ranking(page), PATIENCE).not.toContain(before[0]);
    expect(await history(page)).toEqual(['Heat (1995)', before[0]]);
    await leave();
  });

  it('shows the neighbours of an item', async () => {
    const { page, leave } = await visit(open);
    await settled(page);
    await page.getByRole('button', { name: 'Items like Fargo (1996)' }).click();
    const neighbours = page.getByRole('list', { name: 'Items like Fargo (1996)' });
    await neighbours.waitFor();
    const response = await fetch(`${open.url}/v1/items/103/similar?k=6`);
    const { similar } = JSON.parse(await response.text());
    expect(await neighbours.locator('.title').allTextContents()).toEqual(
      similar.map(({ title }: never) => title),
    );
    await leave();
  });

  it('shows the list with rules beside the list without them, and says why a filter is invalid', async () => {
    const { page, leave } = await visit(open);
    await settled(page);
    await page
      .getByRole('textbox', { name: 'Only items where' })
      .fill('year = 1995 or year = 1996');
    const ruled = page.getByRole('article', { name: 'List 1' });
    const inList = () => ruled.locator('.ranking .title').allTextContents();
    await expect
      .poll(async () => (await inList()).sort(), PATIENCE)
      .toEqual(['Fargo (1996)', 'Heat (1995)']);
    const unruled = page.getByRole('article', { name: 'List 2' });
    await expect.poll(() => unruled.locator('.ranking > li').count(), PATIENCE).toBe(10);

    const others = page.getByRole('textbox', { name: 'Other rules, as JSON' });
    await others.fill('{"promotions"');
    await page.getByText('This is not JSON yet.').waitFor();
    expect(await others.getAttribute('aria-invalid')).toBe('true');
    await others.fill('{"promotions": [{"filter": "year = 1995", "slots": [1]}]}');
    await expect.poll(inList, PATIENCE).toEqual(['Heat (1995)', 'Fargo (1996)']);
    expect(await ruled.locator('.reason').allTextContents()).toEqual(['promoted']);

    await page.getByRole('textbox', { name: 'Only items where' }).fill('yaer > 1');
    await ruled.getByRole('alert').waitFor();
    expect(await ruled.getByRole('alert').textContent()).toContain('yaer');
    expect(await violations(page)).toEqual([]);
    await leave();
  });

  it('says which events of the history an item is recommended for, and what its attributes are', async () => {
    const { page, leave } = await visit(open);
    await settled(page);
    await page.getByRole('button', { name: 'Add to the history: Heat (1995)' }).click();
    await page.getByRole('button', { name: 'Add to the history: Clerks (1994)' }).click();
    await page.getByRole('button', { name: 'Remove Clerks (1994)' }).waitFor();
    await page.getByRole('checkbox', { name: 'Say why' }).check();
    await expect
      .poll(() => page.locator('.reason').first().textContent(), PATIENCE)
      .toMatch(/^because of (Heat|Clerks) \(199[45]\) \d+\.\d\d/);
    await page.getByRole('button', { name: 'Items like Fargo (1996)' }).click();
    expect(await page.locator('.neighbours dl').textContent()).toBe('year1996');
    await leave();
  });

  it('shows a user, whose list changes with an event that is recorded here', async () => {
    const { page, complaints, leave } = await visit(open);
    await page.getByRole('button', { name: 'A user' }).click();
    await page.getByRole('textbox', { name: 'User' }).fill('ann');
    await page.keyboard.press('Enter');
    await page.getByText('Nothing is kept of this user').waitFor();
    await page.getByRole('combobox', { name: 'A click on an item' }).selectOption('a view');
    await page.getByRole('button', { name: 'Record a view: Heat (1995)' }).click();
    await page.locator('.events li').waitFor();
    expect(await page.locator('.events li').first().textContent()).toContain('Heat (1995)');
    await page.locator('.lane .note').waitFor({ state: 'detached' });
    expect(await ranking(page)).not.toContain('Heat (1995)');
    const kept = JSON.parse(await (await fetch(`${open.url}/v1/users/ann`)).text());
    expect(kept.events).toMatchObject([{ item: 102, type: 'view' }]);
    expect(kept.events[0].recommendationId).toMatch(/^[0-9a-f-]{36}$/);
    await page.getByRole('button', { name: 'Use as history' }).click();
    await page.locator('.history li').waitFor();
    expect(await history(page)).toEqual(['Heat (1995)']);
    // Chromium's own line of the first answer: nothing was kept of the user.
    expect(complaints).toEqual([expect.stringContaining('404')]);
    await leave();
  });

  it('shows live figures of what others do, and the metrics of the model', async () => {
    const { page, leave } = await visit(open);
    await settled(page);
    const work = Array.from({ length: 40 }, () =>
      fetch(`${open.url}/v1/recommendations`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"history": []}',
      }),
    );
    await Promise.all(work);
    const tile = (name: string) => page.locator('.tiles > div', { hasText: name }).locator('dd');
    await expect.poll(() => tile('Answered by popularity').textContent(), PATIENCE).toBe('100 %');
    expect(await tile('Requests a second').textContent()).toMatch(/^[1-9]/);
    expect(await tile('Time to answer').textContent()).toMatch(/^[\d.]+ m?s median[\d.]+ m?s p99$/);
    const row = page.getByRole('row', { name: 'NDCG@10' });
    expect(await row.allTextContents()).toEqual(['NDCG@100.31000.2800', 'NDCG@100.2500']);
    await leave();
  });

  it('shows any title as text', async () => {
    const { page, complaints, leave } = await visit(open);
    await search(page).fill('document');
    await page.getByRole('listbox').getByRole('option').first().waitFor();
    await page.keyboard.press('Enter');
    expect(await history(page)).toEqual([HOSTILE]);
    await page.getByRole('button', { name: `Remove ${HOSTILE}` }).waitFor();
    await page.getByRole('combobox', { name: 'Show' }).selectOption('50');
    const others = titles.filter((one) => one !== HOSTILE).sort();
    await expect.poll(async () => (await ranking(page)).sort(), PATIENCE).toEqual(others);
    expect(await page.title()).toBe('Recommendation console');
    expect(await page.locator('img').count()).toBe(0);
    expect(complaints).toEqual([]);
    await leave();
  });

  it('asks for a key, refuses a wrong one, and keeps a right one in the tab alone', async () => {
    const { page, leave } = await visit(locked);
    const field = page.getByRole('textbox', { name: 'Key' });
    await field.fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('does not take this key').waitFor();
    expect(await violations(page)).toEqual([]);
    await field.fill(KEY);
    await page.keyboard.press('Enter');
    await settled(page);
    await page.locator('.tiles').waitFor();
    expect(await page.evaluate('[...Object.values(sessionStorage)]')).toEqual([KEY]);
    expect(await page.evaluate('localStorage.length + document.cookie.length')).toBe(0);
    expect(await page.content()).not.toContain(KEY);
    await page.reload();
    await settled(page);
    await page.getByRole('button', { name: 'A user' }).click();
    await page.getByText('STORE=sqlite:events.db').waitFor();
    await page.getByRole('button', { name: 'Forget the key' }).click();
    await field.waitFor();
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
    await leave();
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
    ['dark', 390],
  ] as const)(
    'in %s, %i wide, has no fault that axe finds, and fits',
    async (colorScheme, width) => {
      const options = { colorScheme, viewport: { width, height: 900 } };
      const { page, complaints, requested, leave } = await visit(open, options);
      await settled(page);
      await page.getByRole('button', { name: 'Add to the history: Ran (1985)' }).click();
      await page.getByRole('button', { name: 'Remove Ran (1985)' }).waitFor();
      await page.locator('.lane .note').waitFor({ state: 'detached' });
      await page
        .getByRole('button', { name: /^Items like/ })
        .first()
        .click();
      await page.locator('.neighbours li').first().waitFor();
      await search(page).fill('i');
      await page.getByRole('listbox').getByRole('option').first().waitFor();
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
      const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      const [red = 0] = String(background).match(/\d+/g)?.map(Number) ?? [];
      expect(red < 128).toBe(colorScheme === 'dark');
      expect(complaints).toEqual([]);
      expect(requested.every((address) => address.startsWith(`${open.url}/`))).toBe(true);
      await leave();
    },
  );
});
