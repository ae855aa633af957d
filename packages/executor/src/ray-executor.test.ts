import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import type { ExecutorEvent, RunOptions } from './executor.js';
import { rayExecutor } from './ray-executor.js';

// The requests and answers of Ray's REST interface; tools/ray runs jobs on Ray itself.

interface Submission {
  readonly entrypoint: string;
  readonly submission_id: string;
}

type Answer = readonly [status: number, body: unknown];

/** A server that answers as a head does; `states` gives the answers about each submission, in order. */
async function ray(states: (id: string, asked: number) => object, token?: string) {
  const submissions: Submission[] = [];
  const stopped: string[] = [];
  const asked = new Map<string, number>();
  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const { method, url = '' } = request;
    // Ray takes these requests for those of a page in a browser.
    const isPage = Object.keys(request.headers).some((name) => name.startsWith('sec-fetch-'));
    if (isPage && method === 'POST') return [405, "'POST' method not allowed for browser traffic."];
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`)
      return [401, ''];
    if (url === '/api/version') return [200, { version: '4' }];
    if (method === 'POST' && url === '/api/jobs/') {
      submissions.push(JSON.parse(await text(request)));
      return [200, {}];
    }
    const [, id = '', stop] = /^\/api\/jobs\/([^/]+)(\/stop)?$/.exec(url) ?? [];
    if (stop !== undefined) {
      stopped.push(id);
      return [200, { stopped: true }];
    }
    asked.set(id, (asked.get(id) ?? 0) + 1);
    return [200, states(id, asked.get(id) ?? 0)];
  };
  const server = createServer(async (request, response) => {
    const [status, body] = await answer(request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    submissions,
    stopped,
  };
}

const program = { command: ['/usr/bin/node', 'main.js'], cwd: "/data/it's", env: { A: '1' } };
const jobs = [{ id: '1/2', args: ['recommend', '--shard', '1/2'] }];
const options: RunOptions = { parallel: 1, attempts: 2 };

test('a job is submitted with its directory and followed to its end', async () => {
  const head = await ray((_, asked) => ({ status: asked < 3 ? 'RUNNING' : 'SUCCEEDED' }), 'secret');
  await rayExecutor({ url: head.url, token: 'secret' }, program).run(jobs, options);
  expect(head.submissions).toEqual([
    {
      entrypoint: "cd '/data/it'\\''s' && exec /usr/bin/node main.js recommend --shard 1/2",
      submission_id: expect.stringMatching(/^seqrec-\w{8}-1-2-1$/),
      entrypoint_num_cpus: 1,
      runtime_env: { env_vars: { A: '1' } },
    },
  ]);
});

test('a failed job is tried again by another submission, with the line that says why', async () => {
  const message = 'Job failed due to an application error:\nerror: no disk\ntrailing line';
  const head = await ray((id) =>
    id.endsWith('-1')
      ? { status: 'FAILED', message, driver_exit_code: 1 }
      : { status: 'SUCCEEDED' },
  );
  const events: ExecutorEvent[] = [];
  const onEvent = (event: ExecutorEvent) => events.push(event);
  await rayExecutor(head, program).run(jobs, { ...options, onEvent });
  expect(events.map(({ type }) => type)).toEqual(['started', 'failed', 'started', 'done']);
  expect(events[1]).toMatchObject({ reason: 'error: no disk', final: false });
});

test('a wrong command line is not tried again', async () => {
  const head = await ray(() => ({ status: 'FAILED', message: 'error: x', driver_exit_code: 2 }));
  await expect(rayExecutor(head, program).run(jobs, options)).rejects.toThrow('1/2: error: x');
  expect(head.submissions).toHaveLength(1);
});

test('at an abort the job is stopped', async () => {
  const stopping = new AbortController();
  const head = await ray(() => {
    stopping.abort(new Error('enough'));
    return { status: 'RUNNING' };
  });
  const { signal } = stopping;
  await expect(rayExecutor(head, program).run(jobs, { ...options, signal })).rejects.toThrow(
    'enough',
  );
  expect(head.stopped).toEqual([head.submissions[0]?.submission_id]);
});

test('a wrong token, another server and no server are named', async () => {
  const head = await ray(() => ({ status: 'SUCCEEDED' }), 'secret');
  const { host } = new URL(head.url);
  await expect(rayExecutor({ ...head, token: 'x' }, program).run(jobs, options)).rejects.toThrow(
    `Ray at ${host} refuses the request (401): give the token of the cluster`,
  );
  const other = await ray(() => ({ hello: 'world' }));
  await expect(rayExecutor(other, program).run(jobs, options)).rejects.toThrow(
    `${new URL(other.url).host} does not answer as Ray does`,
  );
  const nobody = rayExecutor({ url: 'http://127.0.0.1:43002' }, program);
  await expect(nobody.run(jobs, options)).rejects.toThrow(
    'Ray at 127.0.0.1:43002 cannot be reached: connect ECONNREFUSED',
  );
});
