import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CliError } from './cli-error.js';
import { invocationOf } from './invocation.js';

/** The built server, beside this app in the repository. */
const builtServer = fileURLToPath(new URL('../../reference-server/dist/main.js', import.meta.url));
/** The page that the server has for people. */
const PAGE = '/console';
const HOST = '127.0.0.1';
/** The end of what the server writes to stderr, for a server that ends by itself. */
const KEPT = 2000;

/** @throws CliError `failure` if the server is not built. */
export function requireServer(server: string = builtServer): void {
  if (existsSync(server)) return;
  throw new CliError(
    'failure',
    `the server is not built: there is no ${server}; build it with ${invocationOf('server build')}`,
  );
}

/** @throws CliError `failure` if the server cannot listen on the port. */
export async function requireFreePort(port: number): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', (cause: NodeJS.ErrnoException) => reject(portError(port, cause)));
    probe.listen(port, HOST, () => probe.close(() => resolve()));
  });
}

function portError(port: number, cause: NodeJS.ErrnoException): CliError {
  const why = cause.code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${cause.message})`;
  return new CliError('failure', `port ${port} ${why}: choose another with --port`, { cause });
}

export interface ServedModel {
  /** The directory of the model. */
  readonly artifact: string;
  /** The name of the engine, or `auto`. */
  readonly engine: string;
  /** 0 takes a free one. */
  readonly port: number;
}

/** The reference server as a process of its own. It serves one model on this machine and keeps events in memory. */
export class ServerProcess {
  /** The address, once requests are answered; undefined if the process ended before. */
  readonly ready: Promise<string | undefined>;
  /** Why the process ended. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;

  constructor({ artifact, engine, port }: ServedModel) {
    this.#child = spawn(process.execPath, [builtServer], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...{ HOST, PORT: String(port), ARTIFACT: artifact, ENGINE: engine, STORE: 'memory:' },
        ...{ LOG_LEVEL: 'info', SHUTDOWN_DELAY_MS: '0' },
        // What the environment sets for other servers; an empty variable counts as unset.
        ...{ MODELS: '', DEFAULT_MODEL: '', RULES: '', API_KEYS: '', CONSOLE_ACCESS: '' },
        ...{ RECOMMENDATION_LOG: '' },
      },
    });
    this.ended = this.#end();
    this.ready = Promise.race([this.#address(), this.ended.then(() => undefined)]);
  }

  /** Answers the requests under way, then ends. */
  stop(): void {
    this.#child.kill('SIGTERM');
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Reads the log to its end, because the server waits for its reader. */
  #address(): Promise<string> {
    return new Promise((resolve) => {
      let url = '';
      const log = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream });
      log.on('line', (line) => {
        const entry = JSON.parse(line) as { readonly msg?: string; readonly url?: string };
        if (entry.msg === 'listening') url = entry.url ?? '';
        if (entry.msg === 'ready') resolve(url);
      });
    });
  }

  async #end(): Promise<string> {
    let printed = '';
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      printed = `${printed}${text}`.slice(-KEPT);
    });
    const how = await new Promise<string>((resolve) => {
      this.#child.on('error', (error) => resolve(error.message));
      this.#child.on('close', (code, signal) =>
        resolve(signal === null ? `exit code ${code}` : `signal ${signal}`),
      );
    });
    // The server names its settings, which are flags here.
    const sentence = printed.trim().split('\n').at(-1)?.replace('PORT=…', '--port');
    return sentence ? sentence : `the server ended with ${how}`;
  }
}

/** The address of the page of a server. */
export function pageOf(url: string): string {
  return `${url}${PAGE}`;
}
