/** Sends requests for a while, in a process of its own to separate its processor time from the server's. */
import autocannon from 'autocannon';
import { clock, since } from '../process-usage.js';
import { pacedLoad } from './paced-load.js';
import { historyRequests, userRequests } from './workload.js';

export interface LoadOptions {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  /** Items per history that requests send. Default: requests are of users whose events the server keeps, with rules, and events. */
  readonly length?: number;
  /** Total requests per second, at random times. Default: as many as the server answers. */
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
const requests = length === undefined ? userRequests() : historyRequests(256, length);
const start = clock();
const result = rate === undefined ? await saturate() : await paced(rate);
const { cpuMs } = since(start);
const load: Load = { ...result, cpuMs };
console.log(JSON.stringify(load));

function paced(perSecond: number): Promise<Omit<Load, 'cpuMs'>> {
  return pacedLoad({ url, requests, rate: perSecond, seconds, connections });
}

async function saturate(): Promise<Omit<Load, 'cpuMs'>> {
  const result = await autocannon({
    ...{ url, connections, duration: seconds, method: 'POST' },
    headers: { 'content-type': 'application/json' },
    requests: [...requests],
  });
  return {
    answered: result['2xx'],
    failed: result.non2xx + result.errors + result.timeouts,
    seconds: result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
  };
}
