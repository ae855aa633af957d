import { ClientError, type Problem } from './client-error.js';

/** What openapi-fetch gives of a request. */
export interface Answered<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** How one call is sent. */
export interface CallOptions {
  /** Ends the call, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that the call may take, tries and pauses together. Default: that of the client. */
  readonly timeout?: number | undefined;
}

export interface CallLimits {
  readonly signal: AbortSignal | undefined;
  readonly timeout: number;
  /** Further tries; 0 where to send the request twice could do its work twice. */
  readonly retries: number;
}

/** The server, or a proxy before it, did not do the work: too much now, not ready, or restarting. */
const WORTH_A_RETRY: readonly (number | undefined)[] = [429, 502, 503];

/** Before the first further try; twice as long before each later one. A `Retry-After` of the server is longer or wins. */
const PAUSE_MS = 250;

/**
 * Sends a request, and again where that is safe and promises more: the server could not be reached, or answered 429, 502
 * or 503.
 *
 * @throws ClientError where the answer is not one of success, or none came in time.
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

/** @throws ClientError where the answer is not one of success. */
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

/** Ends early when the signal aborts. */
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
