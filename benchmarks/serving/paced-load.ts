import { Agent, request } from 'node:http';
import { Random } from '@org/random';

/** A request of a workload. */
export interface Sent {
  readonly path: string;
  /** JSON. */
  readonly body: string;
}

export interface PacedLoadOptions {
  /** The address of the server. */
  readonly url: string;
  readonly requests: readonly Sent[];
  /** Requests per second. */
  readonly rate: number;
  readonly seconds: number;
  /** Requests that are under way at the most; more wait for a connection, and their wait counts. */
  readonly connections: number;
}

export interface PacedLoad {
  readonly answered: number;
  readonly failed: number;
  readonly seconds: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/**
 * Sends requests at random times, as independent users do: a Poisson process. The time of an answer counts from when its
 * request was due, so that a slow answer hides no others.
 *
 * Autocannon's `rate` is something else: each connection sends its requests of a second one after the other as fast as they
 * are answered, and then none until the next second. That measures a saturated server for a part of each second.
 */
export async function pacedLoad(options: PacedLoadOptions): Promise<PacedLoad> {
  const { url, requests, rate, seconds, connections } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const random = Random.of(1, 'paced-load');
  const times: number[] = [];
  let failed = 0;
  const start = performance.now();
  const answers: Promise<void>[] = [];
  let due = 0;
  for (let sent = 0; ; ) {
    const now = performance.now() - start;
    for (; due <= now && due < seconds * 1000; sent += 1) {
      const at = start + due;
      const answer = send(url, agent, requests[sent % requests.length] as Sent).then((ok) => {
        if (ok) times.push(performance.now() - at);
        else failed += 1;
      });
      answers.push(answer);
      due += (-Math.log(1 - random.float()) * 1000) / rate;
    }
    if (due >= seconds * 1000) break;
    // A timer takes whole milliseconds, and a loop of turns would take a core from the server.
    await new Promise((resolve) => setTimeout(resolve, Math.max(1, Math.floor(due - now))));
  }
  await Promise.all(answers);
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (share: number) =>
    times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? Number.NaN;
  return { answered: times.length, failed, seconds, p50: at(0.5), p99: at(0.99) };
}

function send(url: string, agent: Agent, { path, body }: Sent): Promise<boolean> {
  return new Promise((resolve) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const sent = request(`${url}${path}`, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode === 200));
      answer.once('error', () => resolve(false));
    });
    sent.once('error', () => resolve(false));
    sent.end(body);
  });
}
