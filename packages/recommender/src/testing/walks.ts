import type { Interaction } from '@org/seqrec-data';

/** The circle of items: after each comes the next, and after the last the first. */
export const circle: readonly string[] = [
  ...['tea', 'milk', 'bread', 'butter', 'jam', 'honey', 'eggs', 'flour', 'rice', 'beans'],
  ...['corn', 'salad', 'apples', 'pears', 'plums', 'nuts', 'oats', 'oil', 'salt', 'pepper'],
];

/** Events of users who each walk some steps along the circle, from different places. */
export function walks(users: number, steps = 8, firstTime = 0): Interaction[] {
  return Array.from({ length: users * steps }, (_, i) => {
    const user = Math.floor(i / steps);
    return {
      user: `user ${user}`,
      item: circle[(7 * user + (i % steps)) % circle.length] ?? '',
      timestamp: firstTime + i,
    };
  });
}
