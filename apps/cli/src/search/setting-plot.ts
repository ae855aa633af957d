import { escaped } from './escaped.js';
import { extentOf, framed, plotFrame, round } from './plot-frame.js';
import type { TrialRow } from './results.js';
import { settingName, settingsText, settingValue } from './settings-text.js';

/** More values than these are a range, which is drawn by its ends. */
const mostNamed = 6;

/** How good trials were by the value of one setting: by name where there are few, else by rank from low to high. */
export function settingPlot(
  rows: readonly TrialRow[],
  {
    setting,
    metric,
    winner,
  }: { readonly setting: string; readonly metric: string; readonly winner: number },
): string {
  const whole = rows.flatMap((row) =>
    row.value === undefined ? [] : [{ ...row, value: row.value }],
  );
  const values = [...new Set(whole.map(({ settings }) => settings[setting] ?? ''))].sort((a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1,
  );
  const extent = extentOf(whole.map(({ value }) => value));
  const frame = plotFrame({ width: 300, height: 200 }, extent);
  const share = (place: number) => (place + 0.5) / values.length;
  const dots = whole.toReversed().map((row) => {
    const x = frame.x(share(values.indexOf(row.settings[setting] ?? '')));
    const kind = row.trial === winner ? 'winner' : 'trial';
    const title = `trial ${row.trial}: ${settingsText(row.settings)}, ${metric} ${row.value.toFixed(4)}`;
    return `<circle class="${kind}" cx="${round(x)}" cy="${round(frame.y(row.value))}" r="4"><title>${escaped(title)}</title></circle>`;
  });
  const named = values.length <= mostNamed ? values : [values[0] ?? '', values.at(-1) ?? ''];
  return framed(
    frame,
    {
      title: `${metric} by ${setting}`,
      xLabel:
        values.length <= mostNamed ? settingName(setting) : `${settingName(setting)}, in order`,
      xTicks: named.map((value) => ({
        at: share(values.indexOf(value)),
        text: settingValue(value),
      })),
      yTicks: [extent.low, extent.high],
    },
    dots.join(''),
  );
}
