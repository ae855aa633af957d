import { type ChildProcess, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface AppResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningApp {
  readonly process: ChildProcess;
  readonly ended: Promise<AppResult>;
  /** Resolves when stderr has held the text. */
  told(wanted: string): Promise<void>;
}

export interface AppOptions {
  /** Where the person stands. */
  readonly cwd: string;
  readonly stdin?: string;
}

/** The environment of a shell that pnpm has no part in. */
export function appEnvironment(): NodeJS.ProcessEnv {
  const { INIT_CWD: _, npm_lifecycle_event: __, FORCE_COLOR: ___, ...env } = process.env;
  return env;
}

/** Starts the built app as a person would, without a terminal. */
export function startApp(args: readonly string[], { cwd, stdin = '' }: AppOptions): RunningApp {
  const child = spawn(process.execPath, [main, ...args], { cwd, env: appEnvironment() });
  child.stdin.end(stdin);
  let heard = '';
  const ended = Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.on('close', resolve)),
  ]).then(([stdout, stderr, exitCode]) => ({ stdout, stderr, exitCode }));
  const told = (wanted: string) =>
    new Promise<void>((resolve, reject) => {
      child.stderr.on('data', (chunk) => {
        heard += chunk;
        if (heard.includes(wanted)) resolve();
      });
      child.on('close', () => reject(new Error(`ended without telling ${wanted}: ${heard}`)));
    });
  return { process: child, ended, told };
}

export function runApp(args: readonly string[], options: AppOptions): Promise<AppResult> {
  return startApp(args, options).ended;
}
