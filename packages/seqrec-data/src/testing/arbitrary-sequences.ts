import fc from 'fast-check';
import type { Sequences } from '../dataset/sequences.js';

/**
 * Dated sequences of up to 12 users with 1 to 3 sessions each, some of them empty, and dated dislikes. Every event has
 * a different item, so an item identifies its event: item `i` is event `i - 1`.
 */
export const arbitrarySequences: fc.Arbitrary<Sequences> = fc
  .array(
    fc.record({
      start: fc.integer({ min: 0, max: 40 }),
      sessions: fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 8 }), {
        minLength: 1,
        maxLength: 3,
      }),
      dislikeGaps: fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 3 }),
    }),
    { maxLength: 12 },
  )
  .map((users) => {
    const userIds: number[] = [];
    const offsets = [0];
    const timestamps: bigint[] = [];
    const dislikeOffsets = [0];
    const dislikeTimes: bigint[] = [];
    users.forEach(({ start, sessions, dislikeGaps }, user) => {
      let moment = start;
      for (const gaps of sessions) {
        userIds.push(user * 10);
        for (const gap of gaps) {
          moment += gap;
          timestamps.push(BigInt(moment));
        }
        offsets.push(timestamps.length);
        let told = start;
        for (const gap of dislikeGaps) {
          told += gap;
          dislikeTimes.push(BigInt(told));
        }
        dislikeOffsets.push(dislikeTimes.length);
      }
    });
    const eventItems = Int32Array.from(timestamps, (_, event) => event + 1);
    return {
      userIds,
      offsets: Int32Array.from(offsets),
      items: eventItems,
      timestamps: BigInt64Array.from(timestamps),
      values: Float32Array.from(eventItems, (item) => item / 2),
      dislikes: {
        offsets: Int32Array.from(dislikeOffsets),
        items: Int32Array.from(dislikeTimes, (_, i) => 10_000 + i),
        timestamps: BigInt64Array.from(dislikeTimes),
      },
    };
  });
