/**
 * Checks the Dockerfile and the manifests without a container engine. The steps of the Dockerfile run one by one, each with a
 * root of its own that holds the system's programs and nothing else of this machine. Then the command line trains and the
 * server answers, each as the user of the Dockerfile, who can write only to the volume. Hadolint, the schemas of Kubernetes
 * and the schema of Compose check the files.
 *
 *   pnpm --filter tools check:containers
 *
 * What cannot be checked here (no bubblewrap, no PyPI) is named, and the exit code stays 0. What this does not run: the base
 * image itself, an engine's build cache, a cluster.
 */
import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execForm, type Instruction, readStages } from './dockerfile.js';
import { lintFiles } from './lint.js';
import { type Mount, processIn, sandboxMissing, startInSandbox } from './sandbox.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const START_MS = 120_000;

/** What a stage has become: its folders, and how it runs things. */
interface Built {
  /** By their names in the root. */
  readonly folders: Map<string, string>;
  env: Record<string, string>;
  workdir: string;
  user: string | undefined;
  command: Map<string, string>;
}

const scratch = mkdtempSync(join(tmpdir(), 'containers-'));
chmodSync(scratch, 0o755);
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(scratch, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

let failed = !lintFiles(repository);
const missing = sandboxMissing();
if (missing !== undefined) {
  console.log(`Not checked: the steps of the Dockerfile, as ${missing}.`);
} else {
  try {
    await runSteps();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    failed = true;
  }
}
process.exitCode = failed ? 1 : 0;

async function runSteps(): Promise<void> {
  const stages = new Map<string, Built>();
  for (const { name, from, instructions } of readStages(read('Dockerfile'))) {
    const parent = stages.get(from);
    const built: Built = {
      folders: new Map(),
      env: { ...parent?.env },
      workdir: parent?.workdir ?? '/',
      user: parent?.user,
      command: new Map(parent?.command),
    };
    stages.set(name, built);
    for (const [top, folder] of parent?.folders ?? []) copy(folder, folderOf(built, top));
    for (const instruction of instructions) await run(built, instruction, stages);
  }
  const cli = stages.get('cli');
  const server = stages.get('server');
  if (cli === undefined || server === undefined) throw new Error('there is no stage cli or server');
  // One volume for both, as a deployment has it.
  server.folders.set('data', folderOf(cli, 'data'));
  await trains(cli);
  await answers(server);
}

async function run(built: Built, { name, text }: Instruction, stages: Map<string, Built>) {
  if (name === 'ENV') {
    for (const pair of text.split(' ')) {
      const [key = '', value = ''] = pair.split('=');
      built.env[key] = value;
    }
  } else if (name === 'WORKDIR') {
    built.workdir = text;
    folderOf(built, topOf(text));
  } else if (name === 'USER') {
    built.user = text;
  } else if (name === 'COPY') {
    copyInto(built, text, stages);
  } else if (name === 'RUN') {
    console.log(`RUN ${text}`);
    // Steps may make folders in the root.
    for (const [, top = ''] of text.matchAll(/\s\/(out|data|app)\b/g)) folderOf(built, top);
    await succeeds(start(built, ['sh', '-c', text], { build: true }), text);
  } else if (['ENTRYPOINT', 'CMD', 'HEALTHCHECK'].includes(name)) {
    built.command.set(name, text.replace(/^.*?CMD /, ''));
  } else if (name !== 'EXPOSE') {
    throw new Error(`the check does not know ${name}`);
  }
}

function copyInto(built: Built, text: string, stages: Map<string, Built>): void {
  const words = text.split(/\s+/);
  const [, from] = /^--from=(.+)$/.exec(words[0] ?? '') ?? [];
  const sources = words.slice(from === undefined ? 0 : 1, -1);
  const target = resolve(built.workdir, words.at(-1) ?? '');
  for (const source of sources) {
    const into = place(built, target);
    if (from !== undefined) copy(place(stages.get(from), source), into);
    else if (source === '.') copyContext(into);
    else if (words.at(-1)?.endsWith('/')) copy(join(repository, source), join(into, source));
    else copy(join(repository, source), into);
  }
}

/** What git keeps or would keep: a smaller context than that of `.dockerignore`, which leaves out what is built. */
function copyContext(into: string): void {
  const { stdout } = spawnSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
    ...{ cwd: repository, encoding: 'utf8', maxBuffer: 1e8 },
  });
  for (const file of stdout.split('\0')) {
    if (file === '') continue;
    mkdirSync(dirname(join(into, file)), { recursive: true });
    cpSync(join(repository, file), join(into, file), { verbatimSymlinks: true });
  }
}

/** `seqrec train` of the shipped sample, as short as it can be. */
async function trains(cli: Built): Promise<void> {
  const flags = ['train', '--epochs', '1', '--hidden-size', '16', '--max-length', '20'];
  const command = [...execForm(cli.command.get('ENTRYPOINT') ?? ''), ...flags];
  await succeeds(start(cli, command, { build: false }), 'seqrec train');
  console.log('seqrec train: a model in the volume');
}

/** The server: healthy, ready, personal, only the volume writable, and ended by SIGTERM with 0. */
async function answers(server: Built): Promise<void> {
  const port = await freePort();
  server.env = {
    ...server.env,
    ...{ HOST: '127.0.0.1', PORT: String(port), RUNS: '/data/runs', SHUTDOWN_DELAY_MS: '0' },
    ...{ STORE: 'sqlite:/data/events.db', RECOMMENDATION_LOG: '/data/recommendations' },
  };
  const command = execForm(server.command.get('CMD') ?? '');
  const child = start(server, command, { build: false });
  const pid = await processIn(child);
  const health = execForm(server.command.get('HEALTHCHECK') ?? '');
  const deadline = performance.now() + START_MS;
  while ((await ending(start(server, health, { build: false }))).code !== 0) {
    if (child.exitCode !== null || performance.now() > deadline) {
      throw new Error('the server did not become healthy');
    }
    await sleep(500);
  }
  const url = `http://127.0.0.1:${port}`;
  await answer(`${url}/readyz`);
  await answer(`${url}/console/console.js`);
  await answer(`${url}/docs/swagger-ui.css`);
  const { models } = await answer(`${url}/v1/models`);
  const { items } = await answer(`${url}/v1/items?query=toy`);
  const event = { id: 'e-1', user: 'ann', item: items[0].id, type: 'view' };
  await answer(`${url}/v1/events`, { events: [event] });
  const own = await answer(`${url}/v1/users/ann/recommendations`, { k: 3 });
  if (own.events !== 1 || own.recommendations.length !== 3) throw new Error(JSON.stringify(own));
  console.log(`the server answers a user by ${models[0].engine}`);

  const writes =
    'for path in /x /app/x /tmp/x /etc/x; do ! touch $path 2>/dev/null || exit 1; done; touch /data/x; id -u';
  const tried = await ending(start(server, ['sh', '-c', writes], { build: false }));
  if (tried.code !== 0) throw new Error('more than the volume is writable, or the volume is not');
  console.log(`user ${tried.output.trim()} can write to /data alone`);

  const ended = ending(child);
  process.kill(pid, 'SIGTERM');
  const { code, output } = await ended;
  if (code !== 0) throw new Error(`SIGTERM ended the server with ${code}: ${output}`);
  console.log('SIGTERM ends the server with 0');
}

// biome-ignore lint/suspicious/noExplicitAny: answers of the server, as far as the check reads them.
async function answer(url: string, body?: object): Promise<any> {
  const response = await fetch(url, {
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json' },
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
}

function start(built: Built, command: readonly string[], { build }: { build: boolean }) {
  const mounts: Mount[] = [...built.folders].map(([top, folder]) => ({
    ...{ at: `/${top}`, folder, writable: build || top === 'data' },
  }));
  const { env, workdir, user } = built;
  const child = startInSandbox(command, {
    ...{ mounts, env, workdir, build },
    ...(!build && { user: user ?? 'root' }),
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

async function succeeds(child: ChildProcess, what: string): Promise<void> {
  const { code, output } = await ending(child);
  if (code !== 0) throw new Error(`${what} ended with ${code}:\n${output.slice(-3000)}`);
}

async function ending(child: ChildProcess) {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk;
    });
  }
  (child.stdio[3] as NodeJS.ReadableStream).resume?.();
  if (child.exitCode === null) await once(child, 'close');
  return { code: child.exitCode, output };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function topOf(path: string): string {
  return path.split('/')[1] ?? '';
}

function folderOf(built: Built, top: string): string {
  const known = built.folders.get(top);
  if (known !== undefined) return known;
  const folder = mkdtempSync(join(scratch, `${top}-`));
  chmodSync(folder, 0o755);
  built.folders.set(top, folder);
  return folder;
}

/** The path on this machine of a path of a stage. */
function place(built: Built | undefined, path: string): string {
  if (built === undefined) throw new Error(`no stage has ${path}`);
  return join(folderOf(built, topOf(path)), ...path.split('/').slice(2));
}

/** With owners, links and modes. */
function copy(from: string, to: string): void {
  const isFolder = statSync(from).isDirectory();
  mkdirSync(isFolder ? to : dirname(to), { recursive: true });
  const { status, stderr } = spawnSync('cp', ['-a', isFolder ? `${from}/.` : from, to]);
  if (status !== 0) throw new Error(`${from} cannot be copied: ${stderr}`);
}

function read(file: string): string {
  return readFileSync(join(repository, file), 'utf8');
}
