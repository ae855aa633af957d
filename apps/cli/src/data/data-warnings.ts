import type { Sequences } from '@org/seqrec-data';
import { formatShare } from '../output/format.js';

/** What a person should know of data before a training: a sentence for each finding. */
export function dataWarnings({ offsets, items, timestamps }: Sequences): readonly string[] {
  const users = offsets.length - 1;
  const times = timestamps?.length === 0 ? undefined : timestamps;
  const timed = times !== undefined;
  let single = 0;
  let sameTime = 0;
  let repeated = 0;
  let doubled = 0;
  for (let user = 0; user < users; user += 1) {
    const from = offsets[user] as number;
    const to = offsets[user + 1] as number;
    if (to - from < 2) single += 1;
    const seen = new Set<number>();
    const events = new Set<string>();
    for (let event = from; event < to; event += 1) {
      const item = items[event] as number;
      const time = times === undefined ? event : Number(times[event]);
      if (event > from && times !== undefined && time === Number(times[event - 1])) sameTime += 1;
      if (events.has(`${item} ${time}`)) doubled += 1;
      else if (seen.has(item)) repeated += 1;
      seen.add(item);
      events.add(`${item} ${time}`);
    }
  }
  const shareOf = (count: number) => formatShare(count / items.length);
  const few = users - single;
  return [
    ...(timed
      ? []
      : [
          'the data have no times: the order of the rows is the order of the events, and no split by time is possible',
        ]),
    ...(doubled > 0
      ? [
          `events with the user, item and time of another: ${doubled}; if the rows are doubled, keep one with --duplicates first`,
        ]
      : []),
    ...(repeated > 0
      ? [
          `${shareOf(repeated)} of the events repeat an item that the user had: --exclude-seen and --no-exclude-seen decide whether rankings hold such items`,
        ]
      : []),
    ...(sameTime > 0
      ? [
          `${shareOf(sameTime)} of the events have the time of the event before them: their order is that of the rows, and the held-out item may be one of several`,
        ]
      : []),
    ...(single > 0
      ? [
          `users with one event: ${single} of ${users}; no model is measured on them, and ${few} are left`,
        ]
      : []),
    ...(timed
      ? [
          'leave-one-out trains on events that are later than the test of other users: --split global-time measures without this leak',
        ]
      : []),
  ];
}
