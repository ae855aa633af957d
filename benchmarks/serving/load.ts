/** Sends requests for a while, in a process of its own whose processor time can be told from the server's. */
import autocannon from 'autocannon';
import { bodies } from './workload.js';

export interface LoadOptions {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  /** Items of a history. */
  readonly length: number;
  /** Requests per second in all; as many as are answered if absent. */
  readonly rate?: number;
}

export interface Load {
  readonly answered: number;
  readonly failed: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  /** Of this process, in milliseconds. */
  readonly cpuMs: number;
}

const options = JSON.parse(process.argv[2] ?? '') as LoadOptions;
const { url, connections, seconds, length, rate } = options;
const start = process.cpuUsage();
const result = await autocannon({
  ...{ url: `${url}/v1/recommendations`, connections, duration: seconds, method: 'POST' },
  headers: { 'content-type': 'application/json' },
  requests: bodies(256, length).map((body) => ({ body })),
  ...(rate !== undefined && { overallRate: rate }),
});
const { user, system } = process.cpuUsage(start);
const load: Load = {
  answered: result['2xx'],
  failed: result.non2xx + result.errors + result.timeouts,
  seconds: result.duration,
  p50: result.latency.p50,
  p99: result.latency.p99,
  cpuMs: (user + system) / 1000,
};
console.log(JSON.stringify(load));
