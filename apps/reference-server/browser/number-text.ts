/** The text for a missing number. */
const NONE = '–';

const oneDecimal = new Intl.NumberFormat('en', {
  maximumFractionDigits: 1,
  minimumFractionDigits: 1,
});
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** `0.4`, `12.0`, `1,234`. */
export function decimal(value: number | undefined): string {
  if (value === undefined) return NONE;
  return value >= 100 ? whole.format(value) : oneDecimal.format(value);
}

export function count(value: number): string {
  return whole.format(value);
}

/** `3.2 ms`, `240 ms`, `1.5 s`. */
export function seconds(value: number | undefined): string {
  if (value === undefined) return NONE;
  const milliseconds = value * 1000;
  if (milliseconds < 9.95) return `${oneDecimal.format(milliseconds)} ms`;
  return milliseconds < 999.5
    ? `${whole.format(milliseconds)} ms`
    : `${oneDecimal.format(value)} s`;
}

export function percent(share: number | undefined): string {
  return share === undefined ? NONE : `${whole.format(share * 100)} %`;
}

/** A score, with enough digits to distinguish it from others. */
export function score(value: number): string {
  const magnitude = Math.abs(value);
  return magnitude >= 1000 ? whole.format(value) : value.toFixed(magnitude >= 10 ? 2 : 3);
}

/** A metric with four decimals where it is a share; counts as they are. */
export function metric(value: number): string {
  if (Number.isInteger(value)) return whole.format(value);
  return Math.abs(value) < 10 ? value.toFixed(4) : value.toFixed(2);
}
