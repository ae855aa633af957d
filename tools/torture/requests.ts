import type { Random } from '@org/random';
import { documentOf, mutated, pick, textOf } from './document.js';
import { anyOperation } from './operations.js';

/** A request as bytes, and what is known of it. */
export interface RawRequest {
  /** In pieces where what comes between them is changed too. */
  readonly bytes: Buffer;
  /** Undefined where nobody knows what a server reads. */
  readonly method: string | undefined;
  /** Whether the server can know where the request ends, so that it answers without waiting for more. */
  readonly whole: boolean;
}

type Lines = readonly string[];

/** A request for one of the operations, changed at random places: target, headers, document, framing, bytes. */
export function anyRequest(random: Random): RawRequest {
  const operation = anyOperation(random);
  const method = random.float() < 0.05 ? pick(METHODS, random) : operation.method;
  const target = random.float() < 0.15 ? changedTarget(operation.path, random) : operation.path;
  const version = random.float() < 0.06 ? pick(VERSIONS, random) : 'HTTP/1.1';
  const body = bodyOf(operation.body, random);
  const headers = headersOf(body !== undefined, random);
  const { lines, payload, whole } = framed(body, random);
  // Where a head ends it stays one header that has a connection end.
  const ends: Lines = random.float() < 0.9 ? ['Connection: close'] : [];
  const head = [`${method} ${target} ${version}`, ...headers, ...lines, ...ends, '', ''].join(
    '\r\n',
  );
  const bytes = Buffer.concat([Buffer.from(head), payload]);
  if (random.float() >= 0.1) {
    // Where the length is wrong, what is left over is another request or none.
    return { bytes, whole, method: whole ? knownMethod(method, version) : undefined };
  }
  return { bytes: changedBytes(bytes, random), method: undefined, whole: false };
}

function knownMethod(method: string, version: string): string | undefined {
  return version.startsWith('HTTP/1.') && /^[A-Z]+$/.test(method) && method !== 'CONNECT'
    ? method
    : undefined;
}

function bodyOf(body: unknown, random: Random): Buffer | undefined {
  if (body === undefined) return random.float() < 0.05 ? Buffer.from('{"a":1}') : undefined;
  let document = documentOf(body);
  for (let times = random.integer(4); times > 0; times -= 1) document = mutated(document, random);
  const text = textOf(document);
  switch (random.integer(40)) {
    case 0:
      return Buffer.from(`\ufeff${text}`);
    case 1:
      return Buffer.from(text, 'utf16le');
    case 2:
      return Buffer.from(text, 'latin1');
    case 3:
      return Buffer.alloc(0);
    case 4:
      return Buffer.concat([Buffer.from(text), Buffer.from([0xff, 0xc0, 0x80])]);
    case 5:
      return Buffer.from(`${text}${text}`);
    default:
      return Buffer.from(text);
  }
}

function headersOf(hasBody: boolean, random: Random): Lines {
  const type = random.float() < 0.06 ? pick(CONTENT_TYPES, random) : 'application/json';
  const odd = random.float() < 0.2 ? pick(ODD_HEADERS, random)() : [];
  const host = random.float() < 0.03 ? pick(ODD_HOSTS, random) : ['Host: localhost'];
  return [...host, ...(hasBody && type !== '' ? [`Content-Type: ${type}`] : []), ...odd];
}

/** The headers that say how long the body is, and the body as it is sent. */
function framed(
  body: Buffer | undefined,
  random: Random,
): { readonly lines: Lines; readonly payload: Buffer; readonly whole: boolean } {
  if (body === undefined) return { lines: [], payload: Buffer.alloc(0), whole: true };
  const choice = random.float();
  if (choice < 0.8) {
    return { lines: [`Content-Length: ${body.length}`], payload: body, whole: true };
  }
  if (choice < 0.9) {
    return { lines: ['Transfer-Encoding: chunked'], payload: inChunks(body, random), whole: true };
  }
  if (choice < 0.95) {
    const end = pick(BAD_CHUNKS, random);
    const payload = Buffer.concat([inChunks(body, random).subarray(0, -5), Buffer.from(end)]);
    return { lines: ['Transfer-Encoding: chunked'], payload, whole: false };
  }
  return { lines: pick(BAD_LENGTHS, random)(body.length), payload: body, whole: false };
}

function inChunks(body: Buffer, random: Random): Buffer {
  const parts: Buffer[] = [];
  const size = 1 + random.integer(Math.max(1, body.length));
  const most = Math.max(size, Math.ceil(body.length / 500));
  const extension = random.float() < 0.1 ? ';name="value"' : '';
  for (let at = 0; at < body.length; at += most) {
    const part = body.subarray(at, at + most);
    parts.push(
      Buffer.from(`${part.length.toString(16)}${extension}\r\n`),
      part,
      Buffer.from('\r\n'),
    );
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
}

function changedTarget(path: string, random: Random): string {
  const place = random.integer(path.length + 1);
  const put = (what: string) => `${path.slice(0, place)}${what}${path.slice(place)}`;
  return pick(
    [
      () => put(pick(ODD_PATH_PARTS, random)),
      () => path.replace(/[^/]*$/, pick(ODD_PATH_PARTS, random)),
      () => `${path}${path.includes('?') ? '&' : '?'}${pick(ODD_QUERIES, random)}`,
      () => path.slice(0, place),
      () => path.toUpperCase(),
      () => `http://localhost${path}`,
      () => `/${path}`,
      () => pick(ODD_TARGETS, random),
    ],
    random,
  )();
}

function changedBytes(bytes: Buffer, random: Random): Buffer {
  let changed = Buffer.from(bytes);
  for (let times = 1 + random.integer(4); times > 0; times -= 1) {
    // Half of the changes are in the head, which is short.
    const end = random.float() < 0.5 ? Math.min(200, changed.length) : changed.length;
    const place = random.integer(Math.max(1, end));
    const [before, after] = [changed.subarray(0, place), changed.subarray(place)];
    const insert = (...more: number[]) => Buffer.concat([before, Buffer.from(more), after]);
    const change = random.integer(5);
    if (change === 0) changed[place] = random.integer(256);
    else if (change === 1) changed = insert(random.integer(256));
    else if (change === 2)
      changed = Buffer.concat([before, after.subarray(1 + random.integer(20))]);
    else if (change === 3) changed = insert(...after.subarray(0, random.integer(20)));
    else
      changed = insert(
        ...pick([[0], [13], [10], [13, 10], [13, 10, 13, 10], [32], [0xff]], random),
      );
  }
  return changed;
}

const METHODS = [
  ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT', 'PROPFIND'],
  ...['QUERY', 'get', 'GETT', 'M-SEARCH', 'PURGE', '__proto__', ''],
];

const VERSIONS = [
  'HTTP/1.0',
  'HTTP/1.0',
  'HTTP/1.2',
  'HTTP/2.0',
  'HTTP/0.9',
  'http/1.1',
  'HTTP/1',
  '',
];

const CONTENT_TYPES = [
  ...['', 'text/plain', 'application/xml', 'application/JSON; charset=UTF-8', 'application/json;'],
  ...['application/json; charset=latin1', 'multipart/form-data', 'application/json, text/plain'],
  ...['application/x-www-form-urlencoded', 'application/problem+json', '*/*', 'é'],
];

const ODD_HOSTS: readonly Lines[] = [
  ...[
    [],
    ['Host:'],
    ['Host: a b'],
    ['Host: a', 'Host: b'],
    ['Host: [::1]'],
    ['Host: [::1'],
    ['Host: é'],
  ],
  ...[['Host: localhost:99999'], ['Host: user@host'], ['Host: %00'], [`Host: ${'a'.repeat(5000)}`]],
];

const ODD_HEADERS: readonly (() => Lines)[] = [
  () => Array.from({ length: 1500 }, (_, n) => `X-${n}: 1`),
  () => Array.from({ length: 3000 }, (_, n) => `X-${n}: ${n}`),
  () => [`X-Long: ${'x'.repeat(20_000)}`],
  () => [`Cookie: ${'a=1; '.repeat(2000)}`],
  () => ['Content-Encoding: gzip'],
  () => ['Content-Encoding: identity'],
  () => ['Expect: 100-continue'],
  () => ['Expect: the-unexpected'],
  () => [
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==',
  ],
  () => [
    'Upgrade: h2c',
    'Connection: Upgrade, HTTP2-Settings',
    'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA',
  ],
  () => ['Connection: keep-alive, close'],
  () => ['X-Request-Id: a b\tc'],
  () => [`X-Request-Id: ${'x'.repeat(300)}`],
  () => ['X-Request-Id: my-id'],
  () => ['traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
  () => ['traceparent: 00-0-0-zz', 'tracestate: a=1,b='],
  () => ['Authorization: Bearer key'],
  () => ['Authorization: Basic é'],
  () => ['Authorization: Bearer '],
  () => ['Origin: null'],
  () => ['Origin: http://evil.example', 'Access-Control-Request-Method: DELETE'],
  () => ['Accept: image/png;q=x'],
  () => ['Range: bytes=0-1'],
  () => ['If-None-Match: *'],
  () => ['__proto__: 1', 'constructor: 2'],
  () => ['Bad Name: 1'],
  () => ['X-Bare-LF: 1\nX-Next: 2'],
  () => ['X-Folded: 1\r\n 2'],
  () => ['X-Null: a\u0000b'],
  () => ['X-Forwarded-For: 1.2.3.4, é', 'Forwarded: for=unknown'],
  () => ['no colon here'],
  () => [': empty name'],
  () => ['Trailer: X-After', 'TE: trailers'],
  () => ['Transfer-Encoding: identity'],
  () => ['Transfer-Encoding: gzip, chunked'],
];

const BAD_LENGTHS: readonly ((length: number) => Lines)[] = [
  (length) => [`Content-Length: ${length + 10}`],
  (length) => [`Content-Length: ${Math.max(0, length - 5)}`],
  (length) => [`Content-Length: ${length}`, `Content-Length: ${length}`],
  (length) => [`Content-Length: ${length}`, `Content-Length: ${length + 1}`],
  (length) => [`Content-Length: ${length}`, 'Transfer-Encoding: chunked'],
  (length) => [`Content-Length: +${length}`],
  (length) => [`Content-Length: 0x${length.toString(16)}`],
  () => ['Content-Length: -1'],
  () => ['Content-Length: 1e3'],
  () => ['Content-Length: 3000000'],
  () => ['Content-Length: 99999999999999999999'],
  () => ['Content-Length: 9007199254740993'],
  () => ['Content-Length:'],
  () => [],
];

/** What ends a chunked body instead of its last chunk. */
const BAD_CHUNKS = [
  ...[
    'zz\r\n\r\n',
    '-1\r\n\r\n',
    'ffffffffffffffffff\r\n',
    '7fffffffffffffff\r\nx',
    '5\r\nab\r\n0\r\n\r\n',
  ],
  ...[
    '0\r\nX-After: 1\r\n\r\n',
    '0\r\nX-After\r\n\r\n',
    '0\n\n',
    '\r\n\r\n',
    '1',
    '',
    '0\r\n',
    '10000000\r\n',
  ],
  ...[
    `1;${'x'.repeat(20_000)}\r\na\r\n0\r\n\r\n`,
    `0\r\n${'X-T: 1\r\n'.repeat(3000)}\r\n`,
    '0x0\r\n\r\n',
  ],
];

const ODD_PATH_PARTS = [
  ...[
    '%',
    '%zz',
    '%00',
    '%c0%af',
    '%2e%2e%2f',
    '%2F',
    '%25',
    '..',
    '../..',
    './',
    '//',
    ';a=1',
    '\\',
  ],
  ...[
    '%ed%a0%80',
    '%f0%9f%98%80',
    'é',
    '😀',
    '#',
    '?',
    '&',
    '=',
    '%20',
    '\t',
    '*',
    '{id}',
    ':id',
    '%0d%0a',
  ],
  ...[
    '__proto__',
    'constructor',
    'x'.repeat(300),
    'y'.repeat(9000),
    '%41',
    '0',
    '-1',
    '1e999',
    '@',
  ],
];

const ODD_QUERIES = [
  ...[
    'k=0',
    'k=1e9',
    'k=-1',
    'k=',
    'k',
    'k=5&k=6',
    'k=%zz',
    'k[]=1',
    'k=1000',
    'limit=1001',
    'limit=x',
  ],
  ...[
    'after=1_1',
    'after=-9999999999999999_9999999999999999',
    'after=%00',
    'idType=number',
    'idType=text',
  ],
  ...[
    'idType=x',
    'model=a@b',
    'model=bert4rec',
    'model=',
    '__proto__=1',
    'query=',
    '&&&',
    '=',
    '%',
    '?',
  ],
  ...['a'.repeat(9000), 'query=%F0%9F%98%80', 'query=%ed%a0%80', 'alias=__proto__', 'alias=UPPER'],
];

const ODD_TARGETS = [
  ...[
    '*',
    '/',
    '',
    '//',
    '/*',
    '/%',
    'localhost:80',
    'http://',
    'http://a b/',
    'http://[/',
    'https://x:99999/',
  ],
  ...[
    '/v1',
    '/v1/',
    '/v1/items//',
    '/v1/users//',
    '/docs/',
    '/docs/../app.js',
    '/console/../../etc/passwd',
  ],
  ...[
    '/docs/%2e%2e%2fpackage.json',
    '/console/%00',
    '/.env',
    '/v2/recommendations',
    '/livez/',
    '/metrics?x',
  ],
];
