import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { requireServer } from './program/server-process.js';
import { runApp, startApp } from './testing/run-app.js';
import { walkColumns, writeWalks } from './testing/walks.js';

const cwd = temporaryDirectory();
const demo = ['demo', '--data', 'walks.csv', ...walkColumns, '--engine', 'cpu'];

beforeAll(() => writeWalks(join(cwd, 'walks.csv')));

test.skipIf(process.platform === 'win32')(
  'a demo trains, serves recommendations, opens its page, and Ctrl-C ends it with the server',
  async () => {
    // The program that opens pages on Linux starts what BROWSER names.
    const browser = join(cwd, 'browser');
    writeFileSync(
      browser,
      `#!/bin/sh\necho "$1" > '${cwd}/opened.part'\nmv '${cwd}/opened.part' '${cwd}/opened'\n`,
    );
    chmodSync(browser, 0o755);
    const app = startApp([...demo, '--port', '0', '--open', '--json'], {
      cwd,
      // A demo does not take what the environment sets for other servers.
      env: { BROWSER: browser, API_KEYS: 'secret', MODELS: 'none' },
    });
    await app.told('Ctrl-C ends the server.');
    const [, page = ''] = /Page +(\S+)/.exec(app.heard()) ?? [];
    expect(page).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/console$/);
    expect(await (await fetch(page)).text()).toContain('Recommendation console');
    const answer = await fetch(new URL('/v1/recommendations', page), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"history": ["oak", "pine"], "k": 3}',
    });
    const answered = (await answer.json()) as { readonly recommendations: readonly unknown[] };
    expect(answered.recommendations).toHaveLength(3);
    await expect.poll(() => existsSync(join(cwd, 'opened')), { timeout: 20_000 }).toBe(true);
    expect(readFileSync(join(cwd, 'opened'), 'utf8')).toBe(`${page}\n`);

    app.process.kill('SIGINT');
    const { exitCode, stdout } = await app.ended;
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ reason: 'completed', page });
    await expect(fetch(page)).rejects.toThrow('fetch failed');
    expect(existsSync(join(cwd, 'runs/demo-walks/model.json'))).toBe(true);
  },
  60_000,
);

test('a port in use is one sentence, before anything is trained', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { exitCode, stdout, stderr } = await runApp([...demo, '--port', `${port}`], { cwd });
  expect(stderr).toBe(`error: port ${port} is in use: choose another with --port\n`);
  expect([exitCode, stdout]).toEqual([1, '']);
  server.close();
});

test.each(['65536', '80.5'])('the port %j is refused', async (port) => {
  const { exitCode, stderr } = await runApp(['demo', '--port', port], { cwd });
  expect(stderr).toContain('It must be a whole number from 0 to 65535.');
  expect(exitCode).toBe(2);
});

test('a server that is not built is one sentence with the command that builds it', () => {
  expect(() => requireServer(join(cwd, 'none.js'))).toThrow(
    /^the server is not built: there is no .*none\.js; build it with .*pnpm.* --filter reference-server build$/,
  );
});
