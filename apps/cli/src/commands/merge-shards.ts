import { mergeShards } from '@org/executor';
import { formatCount, plural } from '../output/format.js';
import { requireWritable, writingTo } from '../output/write-output.js';
import { fromStart, shownPath } from '../program/start-directory.js';
import type { Invocation } from './command.js';

/** Makes one file of the shards of a result. */
export async function mergeShardFiles(invocation: Invocation): Promise<number> {
  const [output = ''] = invocation.arguments;
  return merge(fromStart(output), invocation);
}

export async function merge(
  output: string,
  { terminal }: Pick<Invocation, 'terminal'>,
): Promise<number> {
  requireWritable(output, '--output');
  const merged = await writingTo('--output', () => mergeShards(output));
  const { shards, total, counts } = merged;
  terminal.show(
    `${plural(total, 'list')} of ${plural(shards, 'shard')} in ${shownPath(output)} (${formatCount(merged.bytes)} bytes)`,
  );
  terminal.result({ output, shards, total, counts });
  return 0;
}
