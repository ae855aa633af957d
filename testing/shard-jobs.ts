import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The program of tests that makes shards in a directory. */
export function shardProgram(cwd: string): {
  readonly command: readonly string[];
  readonly cwd: string;
} {
  const script = fileURLToPath(new URL('./shard-program.mjs', import.meta.url));
  return { command: [process.execPath, script], cwd };
}

/** A job for each name, which takes so many milliseconds. */
export function shardJobs(
  directory: string,
  names: readonly string[],
  milliseconds = 0,
): readonly { readonly id: string; readonly args: readonly string[] }[] {
  return names.map((id) => ({ id, args: [directory, String(milliseconds), id] }));
}

/** The names of the shards that are there, and how often each was begun. */
export function madeShards(directory: string): Readonly<Record<string, number>> {
  const starts = startsOf(directory).map(({ shard }) => shard);
  const files = readdirSync(directory).filter((name) => name.endsWith('.txt'));
  return Object.fromEntries(
    files.sort().map((file) => {
      const shard = file.slice(0, -'.txt'.length);
      return [shard, starts.filter((start) => start === shard).length];
    }),
  );
}

/** Every start of a process, in order. */
export function startsOf(
  directory: string,
): readonly { readonly shard: string; readonly pid: number }[] {
  const file = join(directory, 'starts');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [shard = '', pid] = line.split(' ');
    return { shard, pid: Number(pid) };
  });
}

/** Waits until so many processes have started. */
export async function startedShards(directory: string, count: number): Promise<void> {
  while (startsOf(directory).length < count) await setTimeout(10);
}
