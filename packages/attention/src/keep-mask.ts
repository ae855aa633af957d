import type { Random } from '@org/random';

/** Fills a keep-mask: each byte is 0 with probability `rate`, in [0, 1), else 1. */
export function fillKeepMask(mask: Uint8Array, rate: number, random: Random): void {
  const threshold = Math.round(rate * 0x1_0000_0000);
  for (let i = 0; i < mask.length; i += 1) mask[i] = random.uint32() < threshold ? 0 : 1;
}
