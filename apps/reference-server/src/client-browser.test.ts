import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as client from '@org/client';
import { openStore } from '@org/store';
import { build } from 'tsup';
import { expect, it } from 'vitest';
import { hasChromium, launchChromium } from '../../../testing/chromium.js';
import { createHttpServer } from './http-server.js';
import { createTelemetry } from './telemetry.js';
import { fullKeys, testApp } from './testing/next-model.js';

const inChromium = hasChromium('client-browser.test.ts');

/** What the page leaves for the test. */
interface Loaded {
  readonly client: typeof client;
}

const PAGE = `<!doctype html><title>A shop</title>
<script type="module">import * as client from '/client.js'; globalThis.client = client;</script>`;

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it.skipIf(!inChromium)(
  'the client works in a browser, on a page of another origin that the server lets in',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'client-browser-'));
    await build({
      entry: {
        client: fileURLToPath(new URL('../../../packages/client/src/index.ts', import.meta.url)),
      },
      ...{ format: 'esm', platform: 'browser', noExternal: [/./], outDir: folder },
      ...{ config: false, silent: true },
    });
    const script = await readFile(join(folder, 'client.js'));
    const page: RequestListener = ({ url }, response) => {
      const isScript = url === '/client.js';
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
      response.end(isScript ? script : PAGE);
    };
    const [shop, stranger] = [createServer(page), createServer(page)];
    const [origin, other] = [await listening(shop), await listening(stranger)];
    const store = await openStore('memory:');
    const limits = { headersTimeout: 5000, requestTimeout: 5000, keepAliveTimeout: 5000 };
    const settings = {
      ...{ ...limits, maxConnections: 100, apiKeys: fullKeys('key'), rateLimit: 6 },
      corsOrigins: [origin],
    };
    const telemetry = createTelemetry();
    const app = testApp({ settings, telemetry, store: () => ({ store }) });
    const server = createHttpServer({ fetch: app.fetch, settings, telemetry });
    const url = await listening(server);
    const browser = await launchChromium();
    try {
      const tab = await browser.newPage();
      await tab.goto(origin);
      await tab.waitForFunction(() => 'client' in globalThis);
      const seen = await tab.evaluate(async (api) => {
        const { createClient, ClientError } = (globalThis as unknown as Loaded).client;
        const client = createClient({ url: api, key: 'key' });
        await client.events([{ id: 'e1', user: 'ann', item: 318, type: 'view' }]);
        const { recommendations } = await client.user('ann').recommendations({ k: 1 });
        const { attributes } = await client.changeItem(318, { attributes: { price: 2 } });
        await client.user('ann').delete();
        const refused = async (call: Promise<unknown>) => {
          const error = await call.catch((caught: unknown) => caught);
          return error instanceof ClientError
            ? [error.code, error.status, (error.retryAfter ?? 0) > 0, error.message]
            : String(error);
        };
        const wrong = await refused(client.recommend({ history: [1.5] }));
        await client.models();
        const limited = await refused(client.models({ timeout: 500 }));
        const leaving = AbortSignal.abort(new Error('left'));
        const left = await refused(client.models({ signal: leaving }));
        return { recommendations, price: attributes.price, wrong, limited, left };
      }, url);
      expect(seen).toEqual({
        recommendations: [expect.objectContaining({ id: 296 })],
        price: 2,
        wrong: ['refused', 400, false, expect.stringContaining('history.0')],
        // The page reads Retry-After, which browsers hide unless the server exposes it.
        limited: ['refused', 429, true, expect.stringContaining('6 requests in a minute')],
        left: 'Error: left',
      });

      await tab.goto(other);
      await tab.waitForFunction(() => 'client' in globalThis);
      const hidden = await tab.evaluate(async (api) => {
        const { createClient, ClientError } = (globalThis as unknown as Loaded).client;
        const call = createClient({ url: api, key: 'key', retries: 0 }).models();
        const error = await call.catch((caught: unknown) => caught);
        return error instanceof ClientError ? error.code : String(error);
      }, url);
      expect(hidden).toBe('no-answer');
    } finally {
      await browser.close();
      for (const one of [server, shop, stranger]) {
        one.closeAllConnections();
        one.close();
      }
      await store.close();
      await rm(folder, { recursive: true });
    }
  },
  120_000,
);
