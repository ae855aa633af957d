import { type ChildProcess, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** The built app. */
export const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface AppResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningApp {
  readonly process: ChildProcess;
  readonly ended: Promise<AppResult>;
  /** Resolves once stderr has contained the text. */
  told(wanted: string): Promise<void>;
  /** What stderr has contained since the first call of `told`. */
  heard(): string;
}

export interface AppOptions {
  /** The directory of the command. */
  readonly cwd: string;
  readonly stdin?: string;
  /** The user of the process. Default: the user of the tests. */
  readonly uid?: number;
  /** Options of Node. */
  readonly node?: readonly string[];
  /** Variables beside those of the tests. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The environment without pnpm's variables. */
export function appEnvironment(): NodeJS.ProcessEnv {
  const { INIT_CWD: _, npm_lifecycle_event: __, FORCE_COLOR: ___, ...env } = process.env;
  return env;
}

/** Starts the built app as a person would, without a terminal. */
export function startApp(args: readonly string[], options: AppOptions): RunningApp {
  return start(process.execPath, [...(options.node ?? []), main, ...args], options);
}

export function runApp(args: readonly string[], options: AppOptions): Promise<AppResult> {
  return startApp(args, options).ended;
}

/** Runs a script of the shell, in which the function `seqrec` is the built app. */
export function runShell(script: string, options: AppOptions): Promise<AppResult> {
  const app = `seqrec() { '${process.execPath}' '${main}' "$@"; }`;
  return start('sh', ['-c', `${app}\n${script}`], options).ended;
}

function start(
  program: string,
  args: readonly string[],
  { cwd, stdin = '', uid, env }: AppOptions,
): RunningApp {
  const child = spawn(program, args, {
    cwd,
    env: { ...appEnvironment(), ...env },
    ...(uid === undefined ? {} : { uid }),
  });
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
  return { process: child, ended, told, heard: () => heard };
}
