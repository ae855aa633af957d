import type { Random } from '@org/random';
import { documentOf, mutated, pick, textOf } from './document.js';
import {
  BAD_CHUNKS,
  BAD_LENGTHS,
  CONTENT_TYPES,
  METHODS,
  ODD_HEADERS,
  ODD_HOSTS,
  ODD_PATH_PARTS,
  ODD_QUERIES,
  ODD_TARGETS,
  VERSIONS,
} from './odd-parts.js';
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
