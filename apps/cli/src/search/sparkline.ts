const heights = '▁▂▃▄▅▆▇█';
const widest = 24;

/**
 * Values as a row of bars on a scale that rows can share; long rows are sampled evenly.
 *
 * @example
 * sparkline([0, 1, 2, 3.5, 7], { low: 0, high: 7 }); // '▁▂▃▄█'
 */
export function sparkline(
  values: readonly number[],
  { low, high }: { readonly low: number; readonly high: number },
): string {
  const every = Math.ceil(values.length / widest);
  return values
    .filter((_, place) => (values.length - 1 - place) % every === 0)
    .map((value) => {
      const share = high > low ? (value - low) / (high - low) : 1;
      return heights[Math.floor(share * (heights.length - 1))] ?? '';
    })
    .join('');
}
