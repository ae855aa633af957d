import { type Client, ClientError } from '@org/client';
import { useEffect, useState } from 'preact/hooks';
import { failureOf } from './api.js';
import './live-figures.css';
import { type Figures, figuresBetween, type Reading, readMetrics } from './figures.js';
import { decimal, percent, seconds } from './number-text.js';
import { Sparkline } from './sparkline.js';

const INTERVAL_MS = 2000;
/** Points of a sparkline: two minutes. */
const POINTS = 60;
/** Numbers cover this many intervals, so that they change slowly enough to read. */
const STEADY = 5;

/** What the server does now, read from its metrics. */
export function LiveFigures({
  client,
  keepsEvents,
}: {
  readonly client: Client;
  readonly keepsEvents: boolean;
}) {
  const { readings, failure } = useReadings(client);
  if (failure !== undefined) return <p class="note">No live figures. {failure}</p>;
  const last = readings.at(-1);
  const earlier = readings.at(-1 - STEADY) ?? readings[0];
  const now = last && earlier && figuresBetween(earlier, last);
  const steps = readings
    .slice(1)
    .map((reading, place) => figuresBetween(readings[place] ?? reading, reading));
  const trend = (of: keyof Figures) => (
    <Sparkline values={steps.map((step) => step?.[of])} length={POINTS} />
  );
  return (
    <dl class="tiles" aria-label="The last ten seconds">
      <div>
        <dt>Requests a second</dt>
        <dd>{decimal(now?.requestsPerSecond)}</dd>
        {trend('requestsPerSecond')}
      </div>
      <div>
        <dt>Time to answer</dt>
        <dd>
          <span>
            {seconds(now?.median)} <small>median</small>
          </span>
          <span class="minor">
            {seconds(now?.p99)} <small>p99</small>
          </span>
        </dd>
        {trend('p99')}
      </div>
      <div>
        <dt>Answered by popularity</dt>
        <dd>{percent(now?.fallbackShare)}</dd>
        {trend('fallbackShare')}
      </div>
      <div>
        <dt>Events a second</dt>
        {keepsEvents ? (
          <>
            <dd>{decimal(now?.eventsPerSecond)}</dd>
            {trend('eventsPerSecond')}
          </>
        ) : (
          <dd class="off">
            none are kept <small>STORE is not set</small>
          </dd>
        )}
      </div>
    </dl>
  );
}

/** Reads the metrics every two seconds while the page is visible. */
function useReadings(client: Client) {
  const [readings, setReadings] = useState<readonly Reading[]>([]);
  const [failure, setFailure] = useState<string>();
  useEffect(() => {
    const leaving = new AbortController();
    const read = async () => {
      if (document.hidden) return;
      try {
        const reading = readMetrics(
          await client.metrics({ signal: leaving.signal }),
          performance.now(),
        );
        setReadings((before) => [...before, reading].slice(-POINTS - 1));
        setFailure(undefined);
      } catch (error) {
        if (leaving.signal.aborted) return;
        setFailure(reasonOf(error));
      }
    };
    void read();
    const timer = setInterval(() => void read(), INTERVAL_MS);
    return () => {
      clearInterval(timer);
      leaving.abort();
    };
  }, [client]);
  return { readings, failure };
}

function reasonOf(error: unknown): string {
  const status = error instanceof ClientError ? error.status : undefined;
  if (status === 404) return 'The server shows none: METRICS_ACCESS is off.';
  if (status === 401 || status === 403) return 'The key may not read /metrics.';
  return failureOf(error);
}
