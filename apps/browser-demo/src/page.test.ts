import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, launchChromium } from '../../../testing/chromium.js';
import type { Answer } from '../browser/messages.js';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const inChromium = hasChromium('page.test.ts');

const TYPES: Readonly<Record<string, string>> = {
  ...{ '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' },
  ...{ '.wasm': 'application/wasm', '.json': 'application/json' },
};

/** Serves the built files like an ordinary web server. */
function startFiles(): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    const file = `${dist}${pathname === '/' ? 'index.html' : pathname.slice(1)}`;
    try {
      const body = readFileSync(file);
      const type = TYPES[extname(file)] ?? 'application/octet-stream';
      response.writeHead(200, { 'content-type': type }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** The bytes of the built files with an ending and a beginning, as a server sends them by gzip. */
function sent(ending: string, beginning = ''): number {
  const files = readdirSync(`${dist}assets`).filter(
    (name) => name.endsWith(ending) && name.startsWith(beginning),
  );
  expect(files.length).toBeGreaterThan(0);
  return files.reduce(
    (sum, name) => sum + gzipSync(readFileSync(`${dist}assets/${name}`)).length,
    0,
  );
}

it('the page sends at most 320 KB of scripts and 3 KB of styles, gzipped', () => {
  expect(statSync(`${dist}index.html`).size).toBeLessThan(2000);
  expect(sent('.js')).toBeLessThan(320_000);
  expect(sent('.css')).toBeLessThan(3000);
});

it('an engine sends at most 3.8 MB of WebAssembly, gzipped, and the small one 0.14 MB', () => {
  expect(sent('.wasm', 'ort-')).toBeLessThan(3_800_000);
  expect(sent('.wasm', 'tfjs-backend-wasm-simd')).toBeLessThan(140_000);
});

const PATIENCE = { timeout: 120_000 };

describe.skipIf(!inChromium)('the page', () => {
  let browser: Browser;
  let server: Server;
  beforeAll(async () => {
    server = await startFiles();
    browser = await launchChromium();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  /** Waits until the page describes the sample. The note on its source has the words 'people watched' from the start. */
  const untilLoaded = (page: Page) => page.getByText(/people watched .* times one of/).waitFor();

  interface VisitOptions extends BrowserContextOptions {
    /** Called before the page opens. */
    readonly prepare?: (page: Page) => Promise<void>;
  }

  /** A page of its own, with all that it complained of and every origin that it requested. */
  async function visit({ prepare, ...options }: VisitOptions = {}) {
    const context = await browser.newContext(options);
    context.setDefaultTimeout(120_000);
    const page = await context.newPage();
    const complaints: string[] = [];
    const origins = new Set<string>();
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => origins.add(new URL(request.url()).origin));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await prepare?.(page);
    await page.goto(url);
    await untilLoaded(page);
    return { page, url, complaints, origins, leave: () => context.close() };
  }

  /** Keeps the answers of the page's workers, for {@link answersOf}. */
  async function keepAnswers(page: Page): Promise<void> {
    await page.addInitScript(`
      globalThis.answers = [];
      globalThis.Worker = class extends Worker {
        constructor(...options) {
          super(...options);
          this.addEventListener('message', ({ data }) => answers.push(data));
        }
      };
    `);
  }

  /** The answers of one kind since the last call, which drops those of other kinds. */
  async function answersOf<Kind extends Answer['kind']>(page: Page, kind: Kind) {
    const answers = await page.evaluate<Answer[]>('answers.splice(0)');
    return answers.filter(
      (answer): answer is Extract<Answer, { kind: Kind }> => answer.kind === kind,
    );
  }

  const recommended = (page: Page) => page.locator('.recommended li').allTextContents();

  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(axe.source);
    const found = await page.evaluate<{ id: string; nodes: { target: string[] }[] }[]>(
      'axe.run().then(({ violations }) => violations)',
    );
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`);
  }

  it('trains, shows the curve and recommends by keys alone, and asks no other server', async () => {
    const { page, url, complaints, origins, leave } = await visit({ colorScheme: 'light' });
    await page.locator('.recommended li').first().waitFor();
    expect(await page.getByText('The most watched films, until you pick some.').count()).toBe(1);
    const popular = await recommended(page);
    expect(popular).toHaveLength(10);

    const field = page.getByRole('combobox', { name: 'Add a film' });
    await field.focus();
    await page.keyboard.type('toy story');
    const options = page.getByRole('listbox', { name: 'Films found' }).getByRole('option');
    await options.first().waitFor();
    expect(await options.allTextContents()).toEqual([
      'Toy Story (1995)',
      'Toy Story 2 (1999)',
      'Toy Story 3 (2010)',
    ]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Remove Toy Story 2 (1999)' }).waitFor();
    await page.keyboard.type('shrek');
    await page.keyboard.press('Enter');
    await page.getByText('The most watched films, until you train a model.').waitFor();

    await page.getByLabel('Epochs').selectOption('5');
    await page.getByRole('button', { name: 'Train' }).focus();
    await page.keyboard.press('Enter');
    const curve = page.getByRole('img', { name: /^The loss over the steps: \d/ });
    await curve.waitFor();
    // A whole training takes too long for a test, so it stops when the loss has fallen.
    const lossNow = async () => {
      const label = (await curve.getAttribute('aria-label')) ?? '';
      const [, first, last] = /: ([\d.]+) at first, ([\d.]+) at step/.exec(label) ?? [];
      return Number(last) / Number(first);
    };
    await expect.poll(lossNow, PATIENCE).toBeLessThan(0.995);
    await page.getByRole('button', { name: 'Stop' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText(/^(Stopped|Trained) after/).waitFor();
    await page.getByText('By your model, after your films.').waitFor();
    const own = await recommended(page);
    expect(own).toHaveLength(10);
    expect(own).not.toEqual(popular);
    expect(own).not.toContain('Toy Story 2 (1999)');

    await page.getByRole('button', { name: 'Remove Shrek (2001)' }).focus();
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.locator('.picked li').allTextContents(), PATIENCE)
      .toEqual(['Toy Story 2 (1999)×']);
    expect(complaints).toEqual([]);
    expect([...origins]).toEqual([url]);
    await leave();
  }, 240_000);

  it('trains the same model by the compiled step as without it', async () => {
    const { page, complaints, leave } = await visit({ prepare: keepAnswers });
    const lossesOf = async (engine: string) => {
      await page.getByLabel('Engine').selectOption(engine);
      await page.getByRole('button', { name: 'Train' }).click();
      await page.getByRole('img', { name: /at step ([4-9]|\d\d)/ }).waitFor();
      await page.getByRole('button', { name: 'Stop' }).click();
      await page.getByText(/^(Stopped|Trained) after/).waitFor();
      const steps = await answersOf(page, 'step');
      return steps.slice(0, 4).map(({ loss }) => loss);
    };
    // The first loss shows the weights, the second one the gradients, and later ones what the optimizer remembers.
    const compiled = await lossesOf('ONNX Runtime (fastest)');
    expect(compiled).toHaveLength(4);
    const plain = await lossesOf('WebAssembly');
    // Four digits: a learning rate that is a tenth less changes the fourth loss by 0.0003.
    expect(plain).toEqual(compiled.map((loss) => expect.closeTo(loss, 4)));
    expect(complaints).toEqual([]);
    await leave();
  }, 240_000);

  it('says that an engine does not start, and goes on with another', async () => {
    const context = await browser.newContext();
    context.setDefaultTimeout(120_000);
    const page = await context.newPage();
    await page.route('**/ort-*.wasm', (route) => route.fulfill({ status: 503, body: '' }));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toContain('this engine does not start here; choose another');
    await page.getByLabel('Engine').selectOption('WebAssembly');
    await untilLoaded(page);
    expect(await alert.count()).toBe(0);
    await context.close();
  });

  /** A page that trains already while its engine waits for its file, which `answer` answers after `release`. */
  async function visitEarly(answer: (route: Route) => Promise<void>) {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { page, leave } = await visit({
      async prepare(page) {
        await keepAnswers(page);
        await page.route('**/ort-*.wasm', (route) => released.then(() => answer(route)));
      },
    });
    await page.getByRole('button', { name: 'Train' }).click();
    await page.getByText('Starting…').waitFor();
    return { page, release, leave };
  }

  it('stops a training that waits for the engine', async () => {
    const { page, release, leave } = await visitEarly((route) => route.continue());
    await page.getByRole('button', { name: 'Stop' }).click();
    release();
    const status = page.getByText(/^(Stopped after|Training, about)/);
    expect(await status.textContent()).toMatch(/^Stopped after/);
    await leave();
  });

  it('reports once that the engine for which a training waits does not start', async () => {
    const { page, release, leave } = await visitEarly((route) =>
      route.fulfill({ status: 503, body: '' }),
    );
    release();
    await page.getByText(/^Stopped/).waitFor();
    expect((await answersOf(page, 'failed')).map(({ message }) => message)).toEqual([
      expect.stringContaining('this engine does not start here; choose another'),
    ]);
    await leave();
  });

  it.each([
    ['a phone', 360, 'light'],
    ['a phone in the dark', 360, 'dark'],
    ['a desktop in the dark', 1280, 'dark'],
  ] as const)('fits %s without a fault that axe finds', async (_, width, colorScheme) => {
    const { page, leave } = await visit({ colorScheme, viewport: { width, height: 800 } });
    await page.locator('.recommended li').first().waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(await violations(page)).toEqual([]);
    await leave();
  });

  it('says what is wrong if the sample cannot be read', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.route('**/*.tfrecord', (route) => route.fulfill({ status: 503, body: '' }));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toMatch(
      /cannot read: the server answered with status 503 \(http:\/\/.*\.tfrecord\)/,
    );
    await context.close();
  });
});
