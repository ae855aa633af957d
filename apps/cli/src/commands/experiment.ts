import {
  type ArmDifference,
  type ArmRate,
  type ExperimentResult,
  measureExperiment,
  type OutcomeEvent,
} from '@org/evaluation';
import { allEvents, isStoreUrl, openStore, STORE_URLS } from '@org/store';
import { readRecommendationLog } from '../measure/recommendation-log.js';
import { formatCount, plural } from '../output/format.js';
import { formatTable } from '../output/table.js';
import type { Terminal } from '../output/terminal.js';
import { CliError } from '../program/cli-error.js';
import { fromStart, placeFromStart } from '../program/start-directory.js';
import type { Invocation } from './command.js';

export interface ExperimentFlags {
  readonly log?: string;
  readonly data: string;
  readonly experiment?: string;
  readonly base?: string;
  readonly click?: readonly string[];
  readonly conversion?: readonly string[];
  readonly window?: number;
  readonly effect?: number;
  readonly resamples?: number;
  readonly seed?: number;
}

const DEFAULTS = { window: 24, effect: 0.01, resamples: 2000, seed: 42 } as const;
const HOUR_MS = 3_600_000;

/** Compares the arms of an experiment by what users did with their lists. */
export async function experiment({
  terminal,
  options,
}: Invocation<ExperimentFlags>): Promise<number> {
  const { click = ['click'], conversion = ['purchase'] } = options;
  const { window, effect, resamples, seed } = { ...DEFAULTS, ...options };
  if (!isStoreUrl(options.data)) {
    throw new CliError('usage', `--data is the store of the server’s events: ${STORE_URLS}`);
  }
  const { records, unreadable } = await readRecommendationLog(
    fromStart(options.log ?? 'recommendations'),
  );
  if (unreadable > 0) {
    terminal.warn(`${plural(unreadable, 'line')} of the log cannot be read: left out`);
  }
  const types = new Set([...click, ...conversion]);
  const result = measureExperiment(records, await eventsOf(options.data, types), {
    ...{ clicks: click, conversions: conversion, tau: effect, resamples, seed },
    ...{ experiment: options.experiment, base: options.base, window: window * HOUR_MS },
  });
  show(result, terminal);
  terminal.result(result);
  return 0;
}

async function eventsOf(url: string, types: ReadonlySet<string>): Promise<OutcomeEvent[]> {
  const store = await openStore(placeFromStart(url), { readOnly: true });
  try {
    const events: OutcomeEvent[] = [];
    for await (const block of allEvents(store)) {
      for (const event of block) if (types.has(event.type)) events.push(event);
    }
    return events;
  } finally {
    await store.close();
  }
}

function show(result: ExperimentResult, terminal: Terminal): void {
  const { experiment, counted, from, to, arms, comparisons, shadows, usersOfSeveralArms } = result;
  const day = (time: number) => new Date(time).toISOString().slice(0, 16).replace('T', ' ');
  const lists =
    counted === 'shown'
      ? 'lists that were reported as shown'
      : 'all lists, none was reported as shown';
  terminal.show(`Experiment  ${experiment}, ${day(from)} to ${day(to)}: ${lists}`);
  terminal.show();
  terminal.show(
    formatTable(
      ['arm', 'version', 'users', 'lists', 'click-through', '95 %', 'conversion', '95 %'],
      arms.map(({ arm, versions, users, lists, clickRate, conversionRate }) => [
        ...[arm, versions.join(', '), formatCount(users), formatCount(lists)],
        ...rateCells(clickRate),
        ...rateCells(conversionRate),
      ]),
      { right: [2, 3, 4, 5, 6, 7] },
    ),
  );
  if (comparisons.length > 0) {
    terminal.show();
    terminal.show(
      formatTable(
        ['difference', 'of', '', '95 %', 'p, one look', '95 %, any look', 'p, any look'],
        comparisons.flatMap(({ arm, base, clickRate, conversionRate }) => [
          [`${arm} − ${base}`, 'click-through', ...differenceCells(clickRate)],
          [`${arm} − ${base}`, 'conversion', ...differenceCells(conversionRate)],
        ]),
        { right: [2, 3, 4, 5, 6] },
      ),
    );
    terminal.show();
    terminal.note(
      'p, one look, holds for a test at a time that was chosen beforehand. Who looks again and again and stops once it is small finds differences that are none: then p, any look, and its interval count, which hold at every look.',
    );
  }
  for (const { arm, lists: count, overlap, ms, hits } of shadows) {
    terminal.show();
    terminal.show(
      `Shadow ${arm}  ${plural(count, 'list')}: ${percent(overlap)} of the items are the same, ${ms.shadow.toFixed(1)} ms beside ${ms.answered.toFixed(1)} ms`,
    );
    if (hits === undefined) continue;
    terminal.show(
      `  the next item is in its lists ${points(hits.difference)} more often (95 %: ${points(hits.low)} to ${points(hits.high)}; p ${hits.pValue.toPrecision(2)}, paired by user), though users saw the other lists`,
    );
  }
  if (usersOfSeveralArms > 0) {
    terminal.show();
    terminal.warn(
      `${plural(usersOfSeveralArms, 'user')} got lists of several arms, as weights or versions changed: left out`,
    );
  }
}

function rateCells({ mean, low, high }: ArmRate): string[] {
  if (Number.isNaN(mean)) return ['', ''];
  return [percent(mean), `${percent(low)} to ${percent(high)}`];
}

function differenceCells({ difference, low, high, pValue, anytime }: ArmDifference): string[] {
  const bounded = Number.isFinite(anytime.low);
  return [
    points(difference),
    `${points(low)} to ${points(high)}`,
    pValue.toPrecision(2),
    bounded ? `${points(anytime.low)} to ${points(anytime.high)}` : 'not known',
    anytime.pValue.toPrecision(2),
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

function points(share: number): string {
  return `${share < 0 ? '−' : '+'}${(100 * Math.abs(share)).toFixed(2)}`;
}
