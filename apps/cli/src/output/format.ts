const counts = new Intl.NumberFormat('en-US');

/** 100004 as `100,004`. */
export function formatCount(value: number): string {
  return counts.format(value);
}

/** Seconds as `0.4 s`, `12 s`, `3 min 05 s` or `2 h 05 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/** Bytes as `512 B`, `1.4 MiB`, `23 GiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** A share of 1 as `12.3 %`. */
export function formatShare(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** A mean and the ends of its interval as `0.0440 [0.0312, 0.0570]`; empty if there is none. */
export function formatInterval(
  interval: { readonly mean: number; readonly low: number; readonly high: number } | undefined,
): string {
  if (interval === undefined) return '';
  const { mean, low, high } = interval;
  return `${mean.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`;
}

/** A count with its noun: `1 user`, `2 users`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** A date if the unit is known, else the number. */
export function formatTime(time: number, unit: 'seconds' | 'milliseconds' | undefined): string {
  if (unit === undefined) return String(time);
  const date = new Date(unit === 'seconds' ? time * 1000 : time);
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString().slice(0, 10);
}
