import { describe, expect, it } from 'vitest';
import { figuresBetween, readMetrics } from './figures.js';
import { parseMetrics } from './metrics-text.js';

describe('the text of /metrics', () => {
  it('is read with labels, quotes and infinities, and without its comments', () => {
    const text = [
      '# HELP a What it is.',
      '# TYPE a counter',
      'a 3',
      'b{route="/v1/\\"x\\"",by="a,b={c}"} 1.5e-3',
      'c{le="+Inf"} +Inf 1700000000000',
      'not a sample',
    ].join('\n');
    expect(parseMetrics(text)).toEqual([
      { name: 'a', labels: {}, value: 3 },
      { name: 'b', labels: { route: '/v1/"x"', by: 'a,b={c}' }, value: 0.0015 },
      { name: 'c', labels: { le: '+Inf' }, value: Infinity },
    ]);
  });
});

/** Counts of requests up to 10 ms, up to 100 ms, and in all; of histories by model and by popularity; of events. */
function metrics(fast: number, slow: number, all: number, model = 0, popularity = 0, events = 0) {
  const bucket = (le: string, count: number, route = '/v1/recommendations') =>
    `http_request_duration_seconds_bucket{le="${le}",route="${route}",status="200"} ${count}`;
  return [
    bucket('0.01', fast),
    bucket('0.1', slow),
    bucket('+Inf', all),
    `http_request_duration_seconds_count{route="/v1/recommendations"} ${all}`,
    // What this page asks for itself.
    bucket('0.01', 1000, '/metrics'),
    'http_request_duration_seconds_count{route="/metrics"} 1000',
    `recommendations_total{by="model"} ${model}`,
    `recommendations_total{by="popularity"} ${popularity}`,
    `events_total{result="stored"} ${events}`,
    'events_total{result="duplicate"} 77',
  ].join('\n');
}

describe('figures between two readings', () => {
  it('are rates, quantiles within their buckets and the share of the fallback', () => {
    const before = readMetrics(metrics(10, 10, 10, 5, 5, 2), 1000);
    const after = readMetrics(metrics(60, 110, 110, 80, 30, 42), 11_000);
    const figures = figuresBetween(before, after);
    expect(figures?.requestsPerSecond).toBe(10);
    expect(figures?.eventsPerSecond).toBe(4);
    expect(figures?.fallbackShare).toBe(0.25);
    // 50 of 100 took at most 10 ms; the 99th is 49/50 of the way from 10 to 100 ms.
    expect(figures?.median).toBeCloseTo(0.01, 10);
    expect(figures?.p99).toBeCloseTo(0.01 + 0.09 * (49 / 50), 10);
  });

  it('beyond the greatest bound are that bound', () => {
    const before = readMetrics(metrics(0, 0, 0), 0);
    const after = readMetrics(metrics(0, 0, 5), 1000);
    expect(figuresBetween(before, after)?.p99).toBe(0.1);
  });

  it('without requests have no quantiles and no share', () => {
    const reading = metrics(10, 10, 10, 5, 5, 2);
    expect(figuresBetween(readMetrics(reading, 0), readMetrics(reading, 2000))).toEqual({
      requestsPerSecond: 0,
      eventsPerSecond: 0,
    });
  });

  it('are none across a restart of the server', () => {
    const before = readMetrics(metrics(10, 10, 10), 0);
    expect(figuresBetween(before, readMetrics(metrics(1, 1, 1), 2000))).toBeUndefined();
  });
});
