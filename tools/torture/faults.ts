import { type Answer, answersOf, statusesOf } from './answers.js';
import type { Seen } from './connection.js';
import type { Delivery } from './deliveries.js';

/** Refusals of a server that is busy or slow; each says so. */
const MAY_FAIL = new Set([503, 504]);

export interface Verdict {
  readonly statuses: readonly number[];
  /** What the server did wrong, a sentence; undefined if nothing. */
  readonly fault: string | undefined;
}

/** What the server made of a delivery. */
export function judge({ methods, needsAnswer }: Delivery, { received, ms, ended }: Seen): Verdict {
  const fault = (sentence: string, statuses: readonly number[] = []): Verdict => ({
    statuses,
    fault: sentence,
  });
  if (!ended) return fault(`the connection has no end after ${ms.toFixed(0)} ms`);
  if (received.length === 0) {
    return needsAnswer ? fault('there is no answer') : { statuses: [], fault: undefined };
  }
  if (methods === undefined) {
    const statuses = statusesOf(received);
    const wrong = statuses.find((status) => status >= 500 && !MAY_FAIL.has(status));
    return wrong === undefined
      ? { statuses, fault: undefined }
      : fault(`the answer is ${wrong}`, statuses);
  }
  try {
    const answers = answersOf(received, methods);
    const statuses = answers.map(({ status }) => status);
    const [wrong] = answers.flatMap((answer, place) => faultOf(answer, methods[place]) ?? []);
    return { statuses, fault: wrong };
  } catch (error) {
    return fault((error as Error).message, statusesOf(received));
  }
}

function faultOf(
  { status, headers, body }: Answer,
  method: string | undefined,
): string | undefined {
  const type = headers.get('content-type') ?? '';
  if (status >= 500 && !MAY_FAIL.has(status))
    return `the answer is ${status}: ${body.slice(0, 300)}`;
  if (status === 503 && !headers.has('retry-after'))
    return 'the answer is 503 and does not say when to retry';
  if (method === 'HEAD' || body === '') {
    return status >= 400 && method !== 'HEAD' ? `the answer ${status} says nothing` : undefined;
  }
  if (status < 400 && !type.startsWith('application/json')) return undefined;
  if (status >= 400 && type !== 'application/problem+json') {
    return `the answer ${status} is ${type || 'of no type'}, not problem details: ${body.slice(0, 100)}`;
  }
  try {
    const json = JSON.parse(body) as { status?: unknown; detail?: unknown };
    if (status < 400) return undefined;
    const isProblem =
      json.status === status && typeof json.detail === 'string' && json.detail !== '';
    return isProblem
      ? undefined
      : `the answer ${status} is no problem details: ${body.slice(0, 200)}`;
  } catch {
    return `the answer ${status} is not JSON: ${body.slice(0, 200)}`;
  }
}
