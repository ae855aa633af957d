/** Sends requests for a while, in a process of its own to separate its processor time from the server's. */
import autocannon from 'autocannon';
import { clock, since } from '../process-usage.js';
import { bodies } from './workload.js';

export interface LoadOptions {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  /** Items per history. */
  readonly length: number;
  /** Total requests per second. Default: as many as the server answers. */
  readonly rate?: number;
}

export interface Load {
  readonly answered: number;
  readonly failed: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  /** Processor time of this process, in milliseconds. */
  readonly cpuMs: number;
}

const options = JSON.parse(process.argv[2] ?? '') as LoadOptions;
const { url, connections, seconds, length, rate } = options;
const start = clock();
const result = await autocannon({
  ...{ url: `${url}/v1/recommendations`, connections, duration: seconds, method: 'POST' },
  headers: { 'content-type': 'application/json' },
  requests: bodies(256, length).map((body) => ({ body })),
  ...(rate !== undefined && { overallRate: rate }),
});
const { cpuMs } = since(start);
const load: Load = {
  answered: result['2xx'],
  failed: result.non2xx + result.errors + result.timeouts,
  seconds: result.duration,
  p50: result.latency.p50,
  p99: result.latency.p99,
  cpuMs,
};
console.log(JSON.stringify(load));
