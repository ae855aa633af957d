import { z } from 'zod';
import type { Interaction } from '../interaction.js';
import type { ReadOptions } from '../source.js';
import type { TextEncoding } from '../text/encoding.js';
import { FieldError } from '../text/field.js';
import { readJsonObject } from '../text/json-object.js';
import { readLines } from '../text/read-lines.js';

const id = z.int().min(0);

const history = z.object({
  user_id: id,
  last_time_ms: id,
  /** The newest videos that were shown, oldest first. */
  watch: z.array(id),
  /** The newest videos that were watched long; goes further back than `watch`. */
  long_watch: z.array(id),
});

/**
 * The videos that users watched before the logs begin, one user per line: `{"user_id", "last_time_ms", "watch",
 * "long_watch"}`. A video watched long (to its end, or for 18 seconds) is a like, any other a dislike. Only the last
 * time is known, so earlier events get times one millisecond apart, which keeps their order before the logs.
 */
export function readWatchHistories(
  file: string,
  options: ReadOptions & { readonly encoding?: TextEncoding | undefined },
): AsyncIterable<readonly Interaction[]> {
  return readLines([file], readHistory, options);
}

function readHistory(line: string): Interaction[] {
  const parsed = history.safeParse(readJsonObject(line));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new FieldError(`no watch history: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { user_id: user, last_time_ms: last, watch, long_watch: liked } = parsed.data;
  const events: Interaction[] = [];
  const add = (item: number, disliked: boolean): void => {
    const event: Interaction = { user, item, timestamp: last - events.length };
    if (disliked) event.disliked = true;
    events.push(event);
  };
  // Both lists end with the newest video. As far back as the first list goes, it contains the second.
  let left = liked.length;
  for (const item of watch.toReversed()) {
    const wasLiked = left > 0 && liked[left - 1] === item;
    if (wasLiked) left -= 1;
    add(item, !wasLiked);
  }
  for (; left > 0; left -= 1) add(liked[left - 1] ?? 0, false);
  return events.reverse();
}
