import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { saveArtifact } from '@org/artifact';
import { models } from '@org/models';
import { Catalogue } from '@org/seqrec-data';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ending, type Running, startServer } from './testing/server-process.js';

/** A span as OTLP's JSON has it. */
interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
  readonly status: { readonly code?: number };
}

let artifact: string;
beforeAll(async () => {
  artifact = await mkdtemp(join(tmpdir(), 'traced-'));
  await tf.setBackend('cpu');
  const catalogue = new Catalogue(
    Array.from({ length: 20 }, (_, place) => ({
      ...{ index: place + 1, id: 100 + place, title: `Film ${place}` },
      attributes: { year: 1990 + place },
    })),
  );
  const model = await models.sasrec.build({ itemCount: 20, maxLength: 8, hiddenSize: 8, seed: 1 });
  const popularity = Array.from({ length: 21 }, (_, item) => item);
  await saveArtifact(join(artifact, 'films'), { model, catalogue, popularity, name: 'films' });
  model.network.dispose();
}, 60_000);
afterAll(() => rm(artifact, { recursive: true, force: true }));

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A receiver of OTLP's JSON on a port of its own, and what it got so far. */
async function receiver(): Promise<{
  readonly url: string;
  readonly spans: SentSpan[];
  readonly resources: string[];
}> {
  const [spans, resources]: [SentSpan[], string[]] = [[], []];
  const server: Server = createServer(async (request, response) => {
    const chunks = await request.toArray();
    const body = JSON.parse(Buffer.concat(chunks).toString());
    for (const { resource, scopeSpans } of body.resourceSpans) {
      resources.push(JSON.stringify(resource.attributes));
      for (const scope of scopeSpans) spans.push(...scope.spans);
    }
    response.setHeader('content-type', 'application/json').end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans, resources };
}

async function tracedServer(env: Record<string, string>): Promise<Running & { log: object[] }> {
  const running = await startServer({
    ...{ ARTIFACT: join(artifact, 'films'), STORE: 'memory:', WORKERS: '1' },
    ...{ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', OTEL_BSP_SCHEDULE_DELAY: '50', ...env },
  });
  closing.push(() => running.child.kill('SIGKILL'));
  const log: object[] = [];
  let text = '';
  running.child.stdout?.on('data', (chunk) => {
    text += chunk;
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    log.push(...lines.map((line) => JSON.parse(line)));
  });
  running.child.stdout?.resume();
  return { ...running, log };
}

const post = (url: string, body: object, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

/** Waits for what another process sends. */
async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds() && tries < 400; tries += 1) await sleep(50);
}

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';
const event = { id: 'e1', user: 'ann', item: 103, type: 'view' };

describe('a traced server', () => {
  it('continues the trace of a request through store, rules, queue and model', async () => {
    const { url: collector, spans, resources } = await receiver();
    const { url, log } = await tracedServer({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector,
      OTEL_SERVICE_NAME: 'films',
    });
    expect((await post(`${url}/v1/events`, { events: [event] })).status).toBe(200);
    const answer = await post(
      `${url}/v1/users/ann/recommendations`,
      { k: 3, rules: { filter: 'year >= 1995' } },
      { traceparent: `00-${TRACE}-${PARENT}-01` },
    );
    expect(answer.status).toBe(200);
    const isOwn = ({ traceId }: SentSpan) => traceId === TRACE;
    await until(() => spans.filter(isOwn).length >= 9);
    const own = spans.filter(isOwn);
    const nameOf = new Map(own.map(({ spanId, name }) => [spanId, name]));
    const parts = own.map(({ name, parentSpanId = '' }) => `${nameOf.get(parentSpanId)} > ${name}`);
    const root = 'POST /v1/users/:id/recommendations';
    expect(parts.sort()).toEqual(
      [
        `undefined > ${root}`,
        `${root} > receive body`,
        `${root} > store find user`,
        `${root} > store history`,
        `${root} > resolve items`,
        `${root} > rules`,
        'rules > model rank',
        'model rank > model queue',
        'model rank > model compute',
      ].sort(),
    );
    const request = own.find(({ name }) => name === root);
    expect(request?.parentSpanId).toBe(PARENT);
    expect(answer.headers.get('traceresponse')).toBe(`00-${TRACE}-${request?.spanId}-01`);
    expect(request?.attributes).toContainEqual({
      key: 'http.response.status_code',
      value: { intValue: 200 },
    });
    const compute = own.find(({ name }) => name === 'model compute');
    expect(compute?.attributes).toContainEqual({ key: 'model.batch.size', value: { intValue: 1 } });
    // Every part lies within the request.
    for (const { startTimeUnixNano: start, endTimeUnixNano: end } of own) {
      expect(BigInt(start)).toBeGreaterThanOrEqual(BigInt(request?.startTimeUnixNano ?? 0));
      expect(BigInt(end)).toBeGreaterThanOrEqual(BigInt(start));
      expect(BigInt(end)).toBeLessThanOrEqual(BigInt(request?.endTimeUnixNano ?? 0));
    }
    await until(() => log.some((line) => 'trace_id' in line && line.trace_id === TRACE));
    expect(log).toContainEqual(
      expect.objectContaining({ trace_id: TRACE, span_id: request?.spanId, msg: 'request' }),
    );
    expect(resources[0]).toContain('"films"');
  });

  it('begins a trace where none comes in, marks what fails, and leaves out the probes', async () => {
    const { url: collector, spans } = await receiver();
    const { url } = await tracedServer({ OTEL_EXPORTER_OTLP_ENDPOINT: collector });
    await fetch(`${url}/readyz`);
    await fetch(`${url}/metrics`);
    const answers = [
      await post(`${url}/v1/recommendations`, { history: [100] }, { traceparent: 'no trace' }),
      await post(`${url}/v1/recommendations`, { history: 5 }),
      // A caller that does not keep its trace wants none of it here, either.
      await post(
        `${url}/v1/recommendations`,
        { history: [100] },
        { traceparent: `00-${TRACE}-${PARENT}-00` },
      ),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 400, 200]);
    const roots = () => spans.filter(({ parentSpanId }) => !parentSpanId);
    await until(() => roots().length >= 2);
    await sleep(300);
    expect(roots().map(({ name }) => name)).toEqual([
      'POST /v1/recommendations',
      'POST /v1/recommendations',
    ]);
    expect(spans.filter(({ traceId }) => traceId === TRACE)).toEqual([]);
    const ids = answers.map(({ headers }) => headers.get('traceresponse')?.split('-')[1]);
    expect(roots().map(({ traceId }) => traceId)).toEqual(ids.slice(0, 2));
    expect(ids[2]).toBe(TRACE);
  });

  it('sends the last traces before it ends', async () => {
    const { url: collector, spans } = await receiver();
    const { url, child } = await tracedServer({
      ...{ OTEL_EXPORTER_OTLP_ENDPOINT: collector, OTEL_BSP_SCHEDULE_DELAY: '600000' },
    });
    await post(`${url}/v1/recommendations`, { history: [100] });
    const ended = ending(child);
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
    expect(spans.some(({ name }) => name === 'POST /v1/recommendations')).toBe(true);
  });

  it('answers, says so once and ends in time where no receiver is', async () => {
    const { url, child, log } = await tracedServer({
      ...{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_EXPORTER_OTLP_TIMEOUT: '300' },
    });
    const lost = () =>
      log.filter((line) => 'msg' in line && `${line.msg}`.startsWith('traces cannot be sent'));
    for (let requests = 0; requests < 20; requests += 1) {
      expect((await post(`${url}/v1/recommendations`, { history: [100] })).status).toBe(200);
      await sleep(20);
    }
    await until(() => lost().length > 0);
    await post(`${url}/v1/recommendations`, { history: [100] });
    const ended = ending(child);
    const start = performance.now();
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(lost()).toEqual([
      expect.objectContaining({ reason: expect.stringContaining('ECONNREFUSED') }),
    ]);
  });
});

it('a server without traces loads nothing of OpenTelemetry', async () => {
  const dist = new URL('../dist/', import.meta.url);
  const files = (await readdir(dist)).filter((name) => name.endsWith('.js'));
  const texts = await Promise.all(files.map((name) => readFile(new URL(name, dist), 'utf8')));
  const withIt = files.filter((_, place) => texts[place]?.includes('@opentelemetry/'));
  expect(withIt.length).toBeGreaterThan(0);
  for (const text of texts) {
    for (const name of withIt) expect(text).not.toMatch(new RegExp(`(from|import) ?"./${name}"`));
  }
});
