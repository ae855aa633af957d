import { useEffect, useState } from 'preact/hooks';

/** What became of a request: the last answer stays until the next one is there. */
export interface Answer<Value> {
  readonly value?: Value;
  readonly failure?: string;
  readonly loading: boolean;
  /** How long the last answer took, as the page sees it, in seconds. */
  readonly seconds?: number;
}

/**
 * Sends a request anew when `request` changes, and ends the one before. Without a request there is no answer.
 *
 * @param request the same object while nothing changes.
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
        setAnswer({ loading: false, failure: (error as Error).message });
      }
    };
    setAnswer((before) => ({ ...before, loading: true }));
    void send();
    return () => leaving.abort();
  }, [request]);
  return answer;
}
