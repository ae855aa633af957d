import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller, ServedModel } from '@org/serving';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpServer, type HttpServerOptions } from './http-server.js';
import { createTelemetry } from './telemetry.js';
import { nextModel, testApp } from './testing/next-model.js';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface ListenOptions {
  readonly settings?: Partial<HttpServerOptions['settings']>;
  readonly model?: ServedModel;
  readonly log?: (entry: { level: number; status?: number }) => void;
}

/** The app behind a real socket. */
async function listen({ settings: set, model = nextModel, log = () => {} }: ListenOptions = {}) {
  const settings = {
    headersTimeout: 5000,
    requestTimeout: 5000,
    keepAliveTimeout: 5000,
    maxConnections: 100,
    ...set,
  };
  const telemetry = createTelemetry();
  const app = testApp({
    ...{ settings, model, telemetry },
    log: pino({ level: 'info' }, { write: (line) => log(JSON.parse(line)) }),
  });
  const server = createHttpServer({ fetch: app.fetch, settings, telemetry });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo;
  return { port, telemetry, url: `http://127.0.0.1:${port}` };
}

/** A connection, and all that the server sends on it. */
function open(port: number) {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let received = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    received += text;
  });
  const start = performance.now();
  const ended = new Promise<{ text: string; ms: number }>((resolve) => {
    const end = () => resolve({ text: received, ms: performance.now() - start });
    socket.once('end', end).once('close', end).on('error', end);
  });
  closing.push(async () => socket.destroy());
  return { socket, ended };
}

/** Sends a text a character at a time until the connection is gone. */
async function drip(socket: Socket, text: string): Promise<void> {
  for (const character of text) {
    await sleep(20);
    if (socket.destroyed || socket.readableEnded) return;
    socket.write(character);
  }
}

const HEAD = 'POST /v1/recommendations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
const BODY = '{"history":[318],"k":1}';
const REQUEST = `${HEAD}Content-Length: ${BODY.length}\r\n\r\n${BODY}`;

/** A model whose answers wait until the test lets them go, or their caller has left. */
function heldModel() {
  const callers: Caller[] = [];
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const model: ServedModel = {
    ...nextModel,
    async rank(queries, caller) {
      callers.push(caller);
      const left = once(caller.signal, 'abort').then(() => {
        throw caller.signal.reason;
      });
      await Promise.race([released, left]);
      return nextModel.rank(queries, caller);
    },
  };
  return { model, callers, release };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(5);
}

describe('a slow client', () => {
  const forms = [
    ['with its length', 'Content-Length: 1500\r\n\r\n', ' '.repeat(1500)],
    ['in chunks', 'Transfer-Encoding: chunked\r\n\r\n', '1\r\n \r\n'.repeat(1000)],
  ] as const;

  it.each(forms)('that drips its body %s gets 408, and its connection ends', async (...form) => {
    const [, headers, body] = form;
    const { port } = await listen({ settings: { requestTimeout: 300 } });
    const { socket, ended } = open(port);
    socket.write(`${HEAD}${headers}`);
    drip(socket, body);
    const { text, ms } = await ended;
    expect(text).toMatch(/^HTTP\/1\.1 408 /);
    expect(text.toLowerCase()).toContain('connection: close');
    expect(text).toContain('no whole body within 300 ms');
    expect(ms).toBeGreaterThan(250);
    await until(() => socket.destroyed || socket.readableEnded);
  });

  it('that drips the head of its request gets 408', async () => {
    const { port } = await listen({ settings: { headersTimeout: 300 } });
    const { socket, ended } = open(port);
    drip(socket, HEAD);
    const { text } = await ended;
    expect(text).toMatch(/^HTTP\/1\.1 408 /);
    expect(text).toContain('application/problem+json');
  });

  it('that sends nothing is disconnected without a word', async () => {
    const { port } = await listen({ settings: { headersTimeout: 300 } });
    expect((await open(port).ended).text).toBe('');
  });

  it('that drips faster than its time runs out is answered', async () => {
    const { port } = await listen();
    const { socket, ended } = open(port);
    socket.write(`${HEAD}Connection: close\r\nContent-Length: ${BODY.length}\r\n\r\n`);
    await drip(socket, BODY);
    expect((await ended).text).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('with an idle connection loses it after its time', async () => {
    const { port } = await listen({ settings: { keepAliveTimeout: 100 } });
    const { socket, ended } = open(port);
    socket.write(REQUEST);
    const { text, ms } = await ended;
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
    expect(ms).toBeGreaterThan(90);
  });
});

describe('a client that closes its side', () => {
  it('after its request gets its answer, late ones too', async () => {
    const { model, callers, release } = heldModel();
    const { port } = await listen({ model });
    const { socket, ended } = open(port);
    socket.end(REQUEST);
    await until(() => callers[0]?.halfClosed?.() ?? false);
    release();
    const { text } = await ended;
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
    expect(text).toContain('"recommendations":[{');
  });

  it('in the middle of its body gets no 500', async () => {
    const entries: { level: number; status?: number }[] = [];
    const { port } = await listen({ log: (entry) => entries.push(entry) });
    const { socket } = open(port);
    socket.end(`${HEAD}Content-Length: 500\r\n\r\n{"history"`);
    await until(() => entries.some(({ status }) => status !== undefined));
    expect(entries.map(({ level, status }) => [level, status])).toEqual([[30, 499]]);
  });
});

describe('a client that leaves', () => {
  it('takes its work along, and counts as 499 and not as an error of the server', async () => {
    const { model, callers } = heldModel();
    const entries: { level: number; status?: number }[] = [];
    const { port, telemetry } = await listen({ model, log: (entry) => entries.push(entry) });
    const { socket } = open(port);
    socket.write(REQUEST);
    await until(() => callers.length === 1);
    socket.resetAndDestroy();
    await until(() => entries.length > 0);
    expect(callers[0]?.signal.aborted).toBe(true);
    expect(entries.map(({ level, status }) => [level, status])).toEqual([[30, 499]]);
    const metrics = await telemetry.registry.metrics();
    expect(metrics).toMatch(/http_request_duration_seconds_count\{.*status="499"\} 1/);
    expect(metrics).not.toContain('status="5');
  });

  it('in the middle of its body counts as 499', async () => {
    const entries: { level: number; status?: number }[] = [];
    const { port } = await listen({ log: (entry) => entries.push(entry) });
    const { socket } = open(port);
    socket.write(`${HEAD}Content-Length: 500\r\n\r\n{"history"`);
    await sleep(50);
    socket.resetAndDestroy();
    await until(() => entries.length > 0);
    expect(entries.map(({ level, status }) => [level, status])).toEqual([[30, 499]]);
  });
});

describe('what is not a request', () => {
  it.each([
    ['is no HTTP', 'hello\r\n\r\n', 400],
    ['has a head that is too large', `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['has two lengths', `${HEAD}Content-Length: 1\r\nContent-Length: 2\r\n\r\n `, 400],
    ['has chunks without sizes', `${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, 400],
    ['names no host', 'GET /livez HTTP/1.1\r\n\r\n', 400],
    ['expects what nobody knows', 'GET /livez HTTP/1.1\r\nHost: x\r\nExpect: cake\r\n\r\n', 417],
    ['asks for a tunnel', 'CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n', 405],
    [
      'names a host that is none',
      'GET /livez HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n',
      400,
    ],
  ])('because it %s is answered, and the connection ends', async (_, bytes, status) => {
    const { port } = await listen();
    const { socket, ended } = open(port);
    socket.write(bytes);
    const [head = '', body = ''] = (await ended).text.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(head.toLowerCase()).toContain('content-type: application/problem+json');
    expect(body).toContain(`"status":${status},"detail":"`);
  });

  it('is answered after a request that was one', async () => {
    const { port } = await listen();
    const { socket, ended } = open(port);
    socket.write(REQUEST);
    await sleep(200);
    socket.write('hello\r\n\r\n');
    const { text } = await ended;
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 400']);
    expect(text).toContain('application/problem+json');
  });
});

describe('a body over the limit', () => {
  it.each([
    ['of a stated length', 'Content-Length: 10000000\r\n\r\n'],
    ['in chunks', `Transfer-Encoding: chunked\r\n\r\nfa0\r\n${' '.repeat(4000)}\r\n`],
  ])('%s is refused before it has come, and the connection ends', async (_, rest) => {
    const { port } = await listen();
    const { socket, ended } = open(port);
    socket.write(`${HEAD}${rest}`);
    const { text, ms } = await ended;
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
    expect(text).toContain('at most 2000 bytes');
    expect(ms).toBeLessThan(4000);
  });
});

describe('an answer that comes while the client still sends', () => {
  // More than what the system keeps between the two, so that the client still writes when the answer comes.
  const long = 'x'.repeat(20_000_000);
  const length = `Content-Length: ${long.length}\r\n`;

  it.each([
    ['a body that is too large', `${HEAD}${length}Connection: close\r\n\r\n${long}`, 413],
    ['a body in chunks', `${HEAD}Transfer-Encoding: chunked\r\n\r\n1312d00\r\n${long}\r\n`, 413],
    ['a body of another type', `${HEAD.replace('json', 'xml')}${length}\r\n${long}`, 415],
    [
      'a body for no route',
      `${HEAD.replace('/v1', '/v9')}${length}Connection: close\r\n\r\n${long}`,
      404,
    ],
    ['a body that waits for leave', `${HEAD}Expect: cake\r\n${length}\r\n${long}`, 417],
    ['a head that is too large', `GET / HTTP/1.1\r\nX: ${long}`, 431],
    [
      'more after the last request',
      `${HEAD}Connection: close\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}${long}`,
      200,
    ],
    ['no HTTP at all', `hello\r\n${long}`, 400],
  ])('reaches a client that reads it after it has sent all: %s', async (_, bytes, status) => {
    const { port } = await listen();
    const { socket, ended } = open(port);
    socket.pause();
    socket.write(bytes, () => socket.resume());
    expect((await ended).text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  it('ends the connection of a client that sends without an end', async () => {
    const { port, telemetry } = await listen();
    const { socket } = open(port);
    socket.write(`${HEAD}Content-Length: 100000000\r\n\r\n`);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    drip(socket, 'x'.repeat(1000));
    const timer = setInterval(() => socket.write('x'), 50);
    await closed;
    clearInterval(timer);
    const connections = async () => (await telemetry.connections.get()).values[0]?.value;
    while ((await connections()) !== 0) await sleep(5);
  });
});

describe('every answer', () => {
  const headers = (text: string) => text.split('\r\n\r\n')[0]?.toLowerCase().split('\r\n') ?? [];

  it.each([
    ['of 200', '{"history":[318]}', 200],
    ['of an error', '{"history":7}', 400],
  ])(
    '%s has the headers of security once, and the id that the client sent',
    async (_, body, status) => {
      const { port } = await listen();
      const { socket, ended } = open(port);
      const close = `Connection: close\r\nX-Request-Id: my-1\r\nContent-Length: ${body.length}\r\n\r\n`;
      socket.write(`${HEAD}${close}${body}`);
      const lines = headers((await ended).text);
      expect(lines[0]).toContain(String(status));
      for (const line of ['x-content-type-options: nosniff', 'x-frame-options: sameorigin']) {
        expect(lines.filter((one) => one === line)).toHaveLength(1);
      }
      expect(lines.filter((line) => line.startsWith('x-request-id'))).toEqual([
        'x-request-id: my-1',
      ]);
      expect(lines.filter((line) => line.startsWith('content-type'))).toHaveLength(1);
    },
  );
});

describe('connections', () => {
  it('beyond the limit are closed, and counted', async () => {
    const { port, telemetry } = await listen({ settings: { maxConnections: 2 } });
    const kept = [open(port), open(port)];
    await Promise.all(kept.map(({ socket }) => once(socket, 'connect')));
    expect((await open(port).ended).text).toBe('');
    kept[0]?.socket.write(REQUEST.replace('Host: x', 'Host: x\r\nConnection: close'));
    expect((await kept[0]?.ended)?.text).toMatch(/^HTTP\/1\.1 200 /);
    const metrics = await telemetry.registry.metrics();
    expect(metrics).toContain('http_connections_dropped_total 1');
    expect(metrics).toMatch(/http_connections [12]\n/);
  });

  it('carry requests one after another, sent at once, in order', async () => {
    const { port } = await listen();
    const { socket, ended } = open(port);
    const last = 'GET /v2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    socket.write(`${REQUEST}GET /livez HTTP/1.1\r\nHost: x\r\n\r\n${REQUEST}${last}`);
    const { text } = await ended;
    expect(text.match(/HTTP\/1\.1 \d+/g)?.map((line) => line.slice(9))).toEqual([
      '200',
      '200',
      '200',
      '404',
    ]);
  });

  it('of HTTP/1.0 are served', async () => {
    const { port } = await listen();
    const { socket, ended } = open(port);
    socket.write('GET /livez HTTP/1.0\r\n\r\n');
    expect((await ended).text).toMatch(/^HTTP\/1\.1 200 [\s\S]*"ok"/);
  });
});
