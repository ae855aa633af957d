import { ClientError, type Problem } from './client-error.js';

/** A result of openapi-fetch. */
export interface Answered<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** Options of one call. */
export interface CallOptions {
  /** Aborts the call, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** The time limit in milliseconds, including retries and pauses. Default: that of the client. */
  readonly timeout?: number | undefined;
}

export interface CallLimits {
  readonly signal: AbortSignal | undefined;
  readonly timeout: number;
  /** The number of retries; 0 if sending the request twice could do its work twice. */
  readonly retries: number;
}

/** The server or a proxy did not do the work: it has too much work, is not ready, or restarts. */
const WORTH_A_RETRY: readonly (number | undefined)[] = [429, 502, 503];

/** The pause before the first retry; it doubles for each later one. A longer `Retry-After` of the server wins. */
const PAUSE_MS = 250;

/**
 * Sends a request. Retries, if that is safe, when the server cannot be reached or responds with 429, 502 or 503.
 *
 * @throws ClientError if the response is an error, or if none came in time.
 */
export async function call<Data>(
  send: (signal: AbortSignal) => Promise<Answered<Data>>,
  { signal, timeout, retries }: CallLimits,
): Promise<NonNullable<Data>> {
  const deadline = Date.now() + timeout;
  const late = AbortSignal.timeout(timeout);
  const either = signal === undefined ? late : AbortSignal.any([signal, late]);
  for (let tries = 0; ; tries += 1) {
    let failure: ClientError;
    try {
      return answerOf(await send(either));
    } catch (error) {
      signal?.throwIfAborted();
      if (late.aborted) throw timedOut(timeout, error);
      failure = error instanceof ClientError ? error : noAnswer(error);
    }
    const isWorthIt = failure.code === 'no-answer' || WORTH_A_RETRY.includes(failure.status);
    const pause = Math.max((failure.retryAfter ?? 0) * 1000, PAUSE_MS * 2 ** tries);
    if (!isWorthIt || tries >= retries || Date.now() + pause >= deadline) throw failure;
    await sleep(pause, either);
    signal?.throwIfAborted();
  }
}

/** @throws ClientError if the response is an error. */
function answerOf<Data>({ data, error, response }: Answered<Data>): NonNullable<Data> {
  if (response.ok && data !== undefined && data !== null) return data;
  const problem = isProblem(error) ? error : undefined;
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  throw new ClientError(
    'refused',
    problem?.detail ?? `the server answered ${response.status} ${response.statusText}`,
    {
      ...{ status: response.status, problem },
      retryAfter: Number.isFinite(seconds) ? seconds : undefined,
    },
  );
}

function timedOut(timeout: number, cause: unknown): ClientError {
  return new ClientError('timed-out', `the server gave no answer within ${timeout} ms`, { cause });
}

function noAnswer(cause: unknown): ClientError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ClientError('no-answer', `the server gave no answer: ${reason}`, { cause });
}

/** Ends early if the signal aborts. */
function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'detail' in value && 'title' in value;
}
