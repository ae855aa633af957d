import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A command with its arguments, and the environment variables that it adds to ours. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** The command that runs a TypeScript file of this folder in a process of its own. */
export function typescript(file: string, args: readonly string[]): Command {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return {
    file: process.execPath,
    args: ['--conditions=@org/source', '--import', import.meta.resolve('tsx'), path, ...args],
  };
}

/** Runs a command and returns the JSON of its last line on stdout. Shows its stderr if it fails. */
export async function runForJson(command: Command): Promise<unknown> {
  const { file, args, environment } = command;
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  const output: string[] = [];
  const errors: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  const ending = await new Promise<string | number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(signal ?? code));
  });
  if (ending !== 0) {
    throw new Error(`${file} ${args.join(' ')} ended with ${ending}:\n${errors.join('')}`);
  }
  const line = output.join('').trim().split('\n').at(-1) ?? '';
  return JSON.parse(line);
}
