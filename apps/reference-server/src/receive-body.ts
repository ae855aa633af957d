import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { nextTurn } from '@org/serving';
import type { Context } from 'hono';
import type { AppEnv, RequestCaller } from './caller.js';
import {
  excessOf,
  type InexactNumber,
  inexactNumbers,
  mayHaveInexactNumbers,
  type Place,
} from './json-text.js';
import { clientGone, MAX_ERRORS, Refusal, refuse } from './problem.js';
import type { Settings } from './settings.js';

/** A client that goes on sending a body that nobody wants must not keep the connection. */
const CLOSE = { headers: { connection: 'close' } };

/** Bytes. Of shorter bodies a turn of the event loop may take many. */
const LARGE = 10_000;

const BYTE_ORDER_MARK = 0xfeff;

export type BodyLimits = Pick<Settings, 'bodyLimit' | 'requestTimeout'>;

/**
 * Receives the JSON body of a request, in time and within the limit, before anything else looks at it.
 *
 * A body with a number that JavaScript cannot read exactly is refused: the number would be rounded, and answered for
 * another item.
 */
export async function receiveBody(context: Context<AppEnv>, limits: BodyLimits): Promise<void> {
  requireJson(context);
  const chunks = await receive(context, limits);
  // Whoever sends much does not hold up others for more than one step of the work on it.
  const isLarge = chunks.reduce((sum, { length }) => sum + length, 0) > LARGE;
  if (isLarge) await nextTurn();
  const [first] = chunks;
  const bytes = first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks);
  if (!isUtf8(bytes)) refuse(400, 'the body is not UTF-8');
  const decoded = bytes.toString('utf8');
  const text = decoded.charCodeAt(0) === BYTE_ORDER_MARK ? decoded.slice(1) : decoded;
  if (isLarge) await nextTurn();
  const excess = excessOf(text);
  if (excess !== undefined) refuse(400, `the body ${excess}`);
  if (isLarge) await nextTurn();
  if (mayHaveInexactNumbers(text)) {
    if (isLarge) await nextTurn();
    const document = parsed(text);
    if (isLarge) await nextTurn();
    // A body that is not JSON is refused where it is parsed again.
    if (document !== undefined) refuseInexactNumbers(text, document);
  }
  // Where Hono looks for a body that was read before; its type forgets the promise.
  Object.assign(context.req.bodyCache, { text: Promise.resolve(text) });
  if (isLarge) Object.assign(context.req, { json: () => parsedInTurns(text) });
}

/** What Hono's own `json` gives: the text is parsed in one turn, and whoever needs the document looks at it in another. */
async function parsedInTurns(text: string): Promise<unknown> {
  await nextTurn();
  const document: unknown = JSON.parse(text);
  await nextTurn();
  return document;
}

function requireJson(context: Context): void {
  const [type, ...parameters] = (context.req.header('content-type') ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  if (type !== 'application/json') {
    refuse(415, `send the body as application/json, not as ${type || 'something unnamed'}`, CLOSE);
  }
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)) {
    refuse(415, `send the body in UTF-8, not in ${charset.slice('charset='.length)}`, CLOSE);
  }
  const encoding = context.req.header('content-encoding') ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    refuse(415, `send the body without an encoding, not as ${encoding}`, CLOSE);
  }
}

async function receive(context: Context<AppEnv>, limits: BodyLimits): Promise<readonly Buffer[]> {
  const { bodyLimit } = limits;
  if (Number(context.req.header('content-length') ?? 0) > bodyLimit) throw tooLarge(bodyLimit);
  const incoming = context.env?.incoming;
  if (incoming !== undefined) {
    return receiveFrom(incoming as IncomingMessage, context.get('caller'), limits);
  }
  // A test without a socket.
  const bytes = Buffer.from(await context.req.arrayBuffer());
  if (bytes.length > bodyLimit) throw tooLarge(bodyLimit);
  return [bytes];
}

function receiveFrom(
  incoming: IncomingMessage,
  caller: RequestCaller,
  { bodyLimit, requestTimeout }: BodyLimits,
): Promise<readonly Buffer[]> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    // Listeners stay, as taking them off takes time: what comes after an error is dropped.
    const fail = (error: Error) => {
      chunks = [];
      size = Number.POSITIVE_INFINITY;
      reject(error);
    };
    const whole = () => {
      caller.onGone = undefined;
      resolve(chunks);
    };
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= bodyLimit) chunks.push(chunk);
      else if (size < Number.POSITIVE_INFINITY) fail(tooLarge(bodyLimit));
    });
    incoming.on('end', whole);
    incoming.on('close', () => {
      if (!incoming.readableEnded) fail(clientGone());
    });
    caller.onGone = (reason) => {
      const late = reason.status === 504;
      fail(late ? new Refusal(408, `no whole body within ${requestTimeout} ms`, CLOSE) : reason);
    };
    if (caller.goneBecause !== undefined) caller.onGone(caller.goneBecause);
  });
}

function tooLarge(bodyLimit: number): Refusal {
  return new Refusal(413, `a body may have at most ${bodyLimit} bytes`, CLOSE);
}

function refuseInexactNumbers(text: string, document: unknown): void {
  const found = inexactNumbers(text, { limit: MAX_ERRORS, mayBe: isMeasure, document });
  const errors = found.map(sentence);
  if (errors.length === 0) return;
  const detail = errors.map(({ path, message }) => (path ? `${path}: ${message}` : message));
  refuse(400, detail.join('; '), { errors });
}

/** What an event, an attribute or a rule measures is a double, as JSON numbers are, and names nothing. */
function isMeasure([root, second, third]: Place, text: string): boolean {
  const measured =
    (root === 'events' && (third === 'value' || third === 'context')) ||
    (root === 'requests' && third === 'rules') ||
    (root === 'items' && third === 'attributes') ||
    (root === 'attributes' && second !== undefined) ||
    root === 'rules';
  return measured && Number.isFinite(Number(text));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sentence({ path, text }: InexactNumber): { path: string; message: string } {
  const advice = /\b(timestamps|time)\b/.test(path)
    ? 'send times in a larger unit'
    : `send an id as text, "${text}"`;
  return {
    path,
    message: `${text} is not exact as a JSON number (whole numbers are exact up to 9007199254740991): ${advice}`,
  };
}
