import { escaped } from './escaped.js';

export interface Extent {
  readonly low: number;
  readonly high: number;
}

export interface PlotFrame {
  readonly width: number;
  readonly height: number;
  readonly x: (share: number) => number;
  readonly y: (value: number) => number;
}

const margin = { left: 52, right: 12, top: 12, bottom: 34 };

/** The smallest and the largest, never the same. */
export function extentOf(values: readonly number[]): Extent {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (values.length === 0) return { low: 0, high: 1 };
  return low < high ? { low, high } : { low: low - 0.5, high: high + 0.5 };
}

/** Where a plot of this size has what; `x` takes a share of the width. */
export function plotFrame(size: { width: number; height: number }, values: Extent): PlotFrame {
  const { width, height } = size;
  const inner = {
    width: width - margin.left - margin.right,
    height: height - margin.top - margin.bottom,
  };
  return {
    width,
    height,
    x: (share) => margin.left + share * inner.width,
    y: (value) =>
      margin.top + (1 - (value - values.low) / (values.high - values.low)) * inner.height,
  };
}

export interface PlotTexts {
  readonly title: string;
  readonly xLabel: string;
  /** Places on the x axis, as shares. */
  readonly xTicks: readonly { readonly at: number; readonly text: string }[];
  readonly yTicks: readonly number[];
}

/** An SVG with axes around what is drawn. */
export function framed(frame: PlotFrame, texts: PlotTexts, drawn: string): string {
  const { width, height, x, y } = frame;
  const bottom = height - margin.bottom;
  const yTicks = texts.yTicks.map(
    (value) =>
      `<text x="${margin.left - 6}" y="${round(y(value) + 4)}" text-anchor="end">${value.toFixed(4)}</text>`,
  );
  const xTicks = texts.xTicks.map(
    ({ at, text }) =>
      `<text x="${round(x(at))}" y="${bottom + 14}" text-anchor="middle">${escaped(text)}</text>`,
  );
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(texts.title)}"><title>${escaped(texts.title)}</title><line class="axis" x1="${margin.left}" x2="${width - margin.right}" y1="${bottom}" y2="${bottom}"/><line class="axis" x1="${margin.left}" x2="${margin.left}" y1="${margin.top}" y2="${bottom}"/>${yTicks.join('')}${xTicks.join('')}<text x="${round(x(0.5))}" y="${height - 4}" text-anchor="middle">${escaped(texts.xLabel)}</text>${drawn}</svg>`;
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
