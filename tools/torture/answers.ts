/** What a head gets that is malformed, or too large. */
const REFUSALS = new Set([400, 431]);

/** An answer of a server, as its bytes say. */
export interface Answer {
  readonly status: number;
  /** By small names. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/**
 * The answers on a connection, one for each method of a request, and fewer where the connection ended before.
 *
 * @throws Error with one sentence where the bytes are no answers.
 */
export function answersOf(received: Buffer, methods: readonly string[]): Answer[] {
  const answers: Answer[] = [];
  let at = 0;
  while (at < received.length) {
    const end = received.indexOf('\r\n\r\n', at);
    if (end === -1) throw new Error('the head of an answer does not end');
    const { status, headers } = headOf(received.subarray(at, end).toString('latin1'));
    at = end + 4;
    if (status < 200) continue;
    const method = methods[answers.length];
    const isRefusal = REFUSALS.has(status) && headers.get('connection') === 'close';
    if (method === undefined) {
      // The server refuses the bytes after the last request, such as a body that was announced wrongly.
      if (isRefusal) break;
      throw new Error(`there is an answer more than the ${methods.length} requests`);
    }
    // Where a server cannot read a head, it does not know that the method is HEAD, and its answer is the last.
    const isBroken = isRefusal && at < received.length;
    const isEmpty = (method === 'HEAD' && !isBroken) || status === 204 || status === 304;
    const { body, next } = isEmpty ? { body: '', next: at } : bodyAt(received, at, headers);
    answers.push({ status, headers, body });
    at = next;
  }
  return answers;
}

/** The statuses on a connection whose requests nobody can tell apart. */
export function statusesOf(received: Buffer): number[] {
  return [...received.toString('latin1').matchAll(/HTTP\/1\.1 (\d{3}) [A-Z][^\r\n]*\r\n/g)].map(
    ([, status]) => Number(status),
  );
}

function headOf(head: string): Pick<Answer, 'status' | 'headers'> {
  const [first = '', ...lines] = head.split('\r\n');
  const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(first) ?? [];
  if (status === undefined)
    throw new Error(`${JSON.stringify(first.slice(0, 80))} begins no answer`);
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = /^([!#-'*+\-.\w^`|~]+): ?(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      throw new Error(`${JSON.stringify(line.slice(0, 80))} is no header`);
    }
    headers.set(name.toLowerCase(), value);
  }
  return { status: Number(status), headers };
}

function bodyAt(
  received: Buffer,
  start: number,
  headers: ReadonlyMap<string, string>,
): { readonly body: string; readonly next: number } {
  if (headers.get('transfer-encoding') === 'chunked') return chunksAt(received, start);
  const length = headers.get('content-length');
  const next = length === undefined ? received.length : start + Number(length);
  if (!(next <= received.length)) {
    throw new Error(`a body of ${length} bytes ends after ${received.length - start}`);
  }
  return { body: received.toString('utf8', start, next), next };
}

function chunksAt(received: Buffer, start: number) {
  const parts: Buffer[] = [];
  let at = start;
  for (;;) {
    const end = received.indexOf('\r\n', at);
    const size = Number.parseInt(received.toString('latin1', at, end), 16);
    if (end === -1 || !Number.isInteger(size)) throw new Error('a chunk has no size');
    at = end + 2 + size + 2;
    if (at > received.length) throw new Error('a chunk is cut off');
    if (size === 0) return { body: Buffer.concat(parts).toString('utf8'), next: at };
    parts.push(received.subarray(end + 2, end + 2 + size));
  }
}
