import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { ExecutorError } from './error.js';
import { type Executor, JobFailure, type Program, type ShardJob } from './executor.js';
import { runAttempts } from './run-attempts.js';

export interface RayPlace {
  /** The address of the dashboard, which has the REST interface: `http://head:8265`. */
  readonly url: string;
  /** The token of a cluster with `RAY_AUTH_MODE=token`. */
  readonly token?: string | undefined;
  /** CPU cores that the cluster keeps free for a job. Default 1. */
  readonly cpus?: number | undefined;
}

/** How often the state of a job is read. */
const POLL_MS = 500;
/** How long the head may be away, as while it restarts. */
const AWAY_MS = 60_000;
/** How long one request may take. */
const REQUEST_MS = 30_000;

const USAGE = 2;

const jobSchema = z.object({
  status: z.enum(['PENDING', 'RUNNING', 'STOPPED', 'SUCCEEDED', 'FAILED']),
  message: z.string().nullish(),
  driver_exit_code: z.int().nullish(),
});

type RayJob = z.infer<typeof jobSchema>;

/**
 * Submits each job to a Ray cluster by its REST interface. The nodes need the program at the same path and a file system
 * that they share. At an abort the jobs are stopped.
 */
export function rayExecutor(place: RayPlace, program: Program): Executor {
  const api = new RayApi(place);
  const run = randomUUID().slice(0, 8);
  return {
    name: `Ray at ${new URL(place.url).host}`,
    run: async (jobs, options) => {
      await api.version();
      await runAttempts(jobs, options, async (job, attempt) => {
        const id = `seqrec-${run}-${job.id.replaceAll(/[^\w-]/g, '-')}-${attempt}`;
        await api.submit(id, job, program, place.cpus ?? 1);
        await ended(api, id, options.signal);
      });
    },
  };
}

async function ended(api: RayApi, id: string, signal: AbortSignal | undefined): Promise<void> {
  for (;;) {
    const { status, message, driver_exit_code: exitCode } = await api.job(id);
    if (status === 'SUCCEEDED') return;
    if (status === 'FAILED' || status === 'STOPPED') {
      throw new JobFailure(reasonOf(message, status), { final: exitCode === USAGE });
    }
    if (signal?.aborted) {
      await api.stop(id);
      throw new JobFailure('it was stopped');
    }
    await setTimeout(POLL_MS, undefined, { signal }).catch(() => {});
  }
}

/** Ray's message ends with the last lines that the job printed. */
function reasonOf(message: string | null | undefined, status: string): string {
  const lines = (message ?? '').trim().split('\n');
  const error = lines.findLast((line) => line.includes('error:'));
  return (error ?? lines.at(-1) ?? '').trim() || `Ray reports ${status}`;
}

/** The four requests that a run needs. */
class RayApi {
  readonly #base: URL;
  readonly #headers: Readonly<Record<string, string>>;

  constructor({ url, token }: RayPlace) {
    this.#base = new URL(url.endsWith('/') ? url : `${url}/`);
    this.#headers = {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
  }

  async version(): Promise<void> {
    await this.#request('GET', 'api/version');
  }

  async submit(id: string, { args }: ShardJob, program: Program, cpus: number): Promise<void> {
    const command = [...program.command, ...args].map(shellWord).join(' ');
    await this.#request('POST', 'api/jobs/', {
      entrypoint: `cd ${shellWord(program.cwd)} && exec ${command}`,
      submission_id: id,
      entrypoint_num_cpus: cpus,
      runtime_env: { env_vars: { ...program.env } },
    }).catch(async (error: unknown) => {
      // The answer may have been lost after Ray took the job.
      const isThere = await this.job(id).then(
        () => true,
        () => false,
      );
      if (!isThere) throw error;
    });
  }

  async job(id: string): Promise<RayJob> {
    const checked = jobSchema.safeParse(await this.#request('GET', `api/jobs/${id}`));
    if (checked.success) return checked.data;
    throw new ExecutorError(
      'unavailable',
      `${this.#base.host} does not answer as Ray does: ${checked.error.issues[0]?.message}`,
      checked.error,
    );
  }

  /** A job that has ended meanwhile needs no stop. */
  async stop(id: string): Promise<void> {
    await this.#request('POST', `api/jobs/${id}/stop`).catch(() => {});
  }

  async #request(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> {
    const giveUp = performance.now() + AWAY_MS;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#once(method, path, body);
      } catch (error) {
        // Only questions may be repeated, and the first one says at once that nobody is there.
        const mayRepeat = method === 'GET' && path !== 'api/version';
        const isAway = !(error instanceof ExecutorError);
        if (isAway && mayRepeat && performance.now() < giveUp) {
          await setTimeout(POLL_MS * attempt);
          continue;
        }
        if (!isAway) throw error;
        throw new ExecutorError(
          'unavailable',
          `Ray at ${this.#base.host} cannot be reached: ${reason(error)}`,
          error,
        );
      }
    }
  }

  async #once(method: string, path: string, body?: object): Promise<unknown> {
    const { status, content } = await answer(new URL(path, this.#base), {
      ...{ method, headers: this.#headers, body: body && JSON.stringify(body) },
    });
    if (status === 401 || status === 403) {
      throw new ExecutorError(
        'unavailable',
        `Ray at ${this.#base.host} refuses the request (${status}): give the token of the cluster`,
      );
    }
    // The head is starting, or a proxy before it has lost it.
    if (status >= 502 && status <= 504) throw new Error(`${status}`);
    if (status < 200 || status > 299) {
      const lines = content.trim().split('\n');
      throw new ExecutorError(
        'unavailable',
        `Ray at ${this.#base.host} answered ${method} ${path} with ${status}: ${lines.at(-1)}`,
      );
    }
    try {
      return JSON.parse(content);
    } catch (cause) {
      throw new ExecutorError(
        'unavailable',
        `${this.#base.host} does not answer as Ray does: it sent no JSON`,
        cause,
      );
    }
  }
}

/** Not by `fetch`: it sends `Sec-Fetch-Mode`, and Ray then takes the program for a page in a browser and refuses jobs. */
async function answer(
  url: URL,
  {
    body,
    ...options
  }: Pick<http.RequestOptions, 'method' | 'headers'> & { body?: string | undefined },
): Promise<{ readonly status: number; readonly content: string }> {
  const signal = AbortSignal.timeout(REQUEST_MS);
  const request = (url.protocol === 'https:' ? https : http).request(url, { ...options, signal });
  // A connection may also break while the answer arrives, which then fails by itself.
  request.on('error', () => {});
  request.end(body);
  const [response]: http.IncomingMessage[] = await once(request, 'response');
  if (response === undefined) throw new Error('no answer');
  return { status: response.statusCode ?? 0, content: await text(response) };
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A text as one word of a POSIX shell. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
