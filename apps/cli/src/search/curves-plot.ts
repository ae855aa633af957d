import { escaped } from './escaped.js';
import { extentOf, framed, plotFrame, round } from './plot-frame.js';
import type { TrialRow } from './results.js';
import { settingsText } from './settings-text.js';

/** The validations of every trial, epoch by epoch; the winner over the others. */
export function learningCurves(
  rows: readonly TrialRow[],
  { metric, winner }: { readonly metric: string; readonly winner: number },
): string {
  const points = rows.flatMap(({ curve }) => curve);
  const values = extentOf(points.map(({ value }) => value));
  const last = Math.max(2, ...points.map(({ epoch }) => epoch));
  const frame = plotFrame({ width: 800, height: 320 }, values);
  const share = (epoch: number) => (epoch - 1) / (last - 1);
  const place = ({ epoch, value }: { epoch: number; value: number }) =>
    `${round(frame.x(share(epoch)))},${round(frame.y(value))}`;
  // What comes last is drawn over the others.
  const ordered = [...rows].sort((a, b) => Number(a.trial === winner) - Number(b.trial === winner));
  const lines = ordered.map((row) => {
    const title = `<title>trial ${row.trial}: ${escaped(settingsText(row.settings))}</title>`;
    const kind = row.trial === winner ? 'winner' : 'trial';
    return `<polyline class="${kind}" points="${row.curve.map(place).join(' ')}">${title}</polyline>`;
  });
  return framed(
    frame,
    {
      title: `${metric} of each validation`,
      xLabel: 'epoch',
      xTicks: [1, Math.round((1 + last) / 2), last].map((epoch) => ({
        at: share(epoch),
        text: String(epoch),
      })),
      yTicks: [values.low, (values.low + values.high) / 2, values.high],
    },
    lines.join(''),
  );
}
