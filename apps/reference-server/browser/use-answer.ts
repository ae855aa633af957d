import { useEffect, useState } from 'preact/hooks';
import { failureOf } from './api.js';

/** The state of a request. The last answer stays until the next one arrives. */
export interface Answer<Value> {
  readonly value?: Value;
  readonly failure?: string;
  readonly loading: boolean;
  /** The time from the last request to its answer, in seconds. */
  readonly seconds?: number;
}

/**
 * Sends a request again when `request` changes, and aborts the previous one. Without a request there is no answer.
 *
 * @param request The same function while nothing changes.
 */
export function useAnswer<Value>(
  request: ((signal: AbortSignal) => Promise<Value>) | undefined,
): Answer<Value> {
  const [answer, setAnswer] = useState<Answer<Value>>({ loading: request !== undefined });
  useEffect(() => {
    if (request === undefined) {
      setAnswer({ loading: false });
      return;
    }
    const leaving = new AbortController();
    const start = performance.now();
    const send = async () => {
      try {
        const value = await request(leaving.signal);
        setAnswer({ value, loading: false, seconds: (performance.now() - start) / 1000 });
      } catch (error) {
        if (leaving.signal.aborted) return;
        setAnswer({ loading: false, failure: failureOf(error) });
      }
    };
    setAnswer((before) => ({ ...before, loading: true }));
    void send();
    return () => leaving.abort();
  }, [request]);
  return answer;
}
