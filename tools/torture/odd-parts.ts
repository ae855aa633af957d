// Parts of requests that are unusual or wrong: methods, versions, headers, lengths, paths and targets.

export const METHODS = [
  ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT', 'PROPFIND'],
  ...['QUERY', 'get', 'GETT', 'M-SEARCH', 'PURGE', '__proto__', ''],
];

export const VERSIONS = [
  'HTTP/1.0',
  'HTTP/1.0',
  'HTTP/1.2',
  'HTTP/2.0',
  'HTTP/0.9',
  'http/1.1',
  'HTTP/1',
  '',
];

export const CONTENT_TYPES = [
  ...['', 'text/plain', 'application/xml', 'application/JSON; charset=UTF-8', 'application/json;'],
  ...['application/json; charset=latin1', 'multipart/form-data', 'application/json, text/plain'],
  ...['application/x-www-form-urlencoded', 'application/problem+json', '*/*', 'é'],
];

export const ODD_HOSTS: readonly (readonly string[])[] = [
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

export const ODD_HEADERS: readonly (() => readonly string[])[] = [
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

export const BAD_LENGTHS: readonly ((length: number) => readonly string[])[] = [
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
export const BAD_CHUNKS = [
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

export const ODD_PATH_PARTS = [
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

export const ODD_QUERIES = [
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

export const ODD_TARGETS = [
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
