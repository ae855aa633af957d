import type { CheckedPromotion } from './check-rules.js';

/**
 * Which promotion each of k places belongs to; undefined where none. Fixed slots come first. A share takes the places
 * `1 / share`, `2 / share`, …, rounded up, or the next free place where one is taken: of the first n places, at least
 * `floor(share · n)` as long as shares leave room.
 */
export function promotionSlots(
  promotions: readonly CheckedPromotion[],
  k: number,
): readonly (number | undefined)[] {
  const owners = new Array<number | undefined>(k).fill(undefined);
  promotions.forEach(({ slots = [] }, promotion) => {
    for (const slot of slots) if (slot <= k) owners[slot - 1] = promotion;
  });
  promotions.forEach(({ share }, promotion) => {
    if (share === undefined) return;
    for (let nth = 1; ; nth += 1) {
      // The small term takes off what rounding adds: 3 / 0.3 is more than 10.
      let place = Math.ceil(nth / share - 1e-9) - 1;
      if (place >= k) break;
      while (place < k && owners[place] !== undefined) place += 1;
      if (place < k) owners[place] = promotion;
    }
  });
  return owners;
}
