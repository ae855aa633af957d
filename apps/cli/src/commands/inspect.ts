import {
  type Dataset,
  type DatasetStatistics,
  type Distribution,
  datasetStatistics,
  readDataset,
} from '@org/seqrec-data';
import { loadConfiguration } from '../config/load.js';
import { layoutLine } from '../data/layout-line.js';
import { leftOut } from '../data/left-out.js';
import { prepareData } from '../data/prepared-data.js';
import { shortHash } from '../data/short-hash.js';
import { formatCount, formatShare, formatTime } from '../output/format.js';
import { formatTable } from '../output/table.js';
import { CliError } from '../program/cli-error.js';
import { fromStart } from '../program/start-directory.js';
import type { Invocation } from './command.js';

export interface InspectFlags {
  readonly config?: string;
}

const mostPopularShown = 10;

/** Describes a dataset in numbers. */
export async function inspect(invocation: Invocation<InspectFlags>): Promise<number> {
  const { terminal } = invocation;
  const dataset = await openDataset(invocation);
  const statistics = datasetStatistics(dataset);
  const popular = mostPopular(dataset);

  terminal.show(formatTable(['data', ''], summary(dataset, statistics)));
  terminal.show();
  terminal.show(
    formatTable(
      ['events', ...quantiles],
      [
        ['per sequence', ...quantileCells(statistics.sequenceLength)],
        ['per item', ...quantileCells(statistics.itemEvents)],
      ],
    ),
  );
  terminal.show();
  terminal.show(
    formatTable(
      ['most popular', 'events'],
      popular.map(({ title, id, events }) => [title ?? String(id), formatCount(events)]),
    ),
  );
  terminal.result({
    contentHash: dataset.manifest.contentHash,
    source: dataset.manifest.source,
    filters: dataset.manifest.filters,
    statistics,
    mostPopular: popular,
  });
  return 0;
}

async function openDataset({
  terminal,
  settings,
  options,
  arguments: [directory],
}: Invocation<InspectFlags>): Promise<Dataset> {
  if (directory === undefined) {
    const { data } = loadConfiguration(settings, options.config);
    return (await prepareData(data, terminal)).dataset;
  }
  if (Object.keys(settings).length > 0 || options.config !== undefined) {
    throw new CliError(
      'usage',
      `${directory} is prepared already: give either a dataset or settings of what to prepare`,
    );
  }
  return readDataset(fromStart(directory));
}

function summary({ manifest }: Dataset, statistics: DatasetStatistics): string[][] {
  const { popularity, time } = statistics;
  return [
    ['format', manifest.source.format],
    ...(manifest.source.layout === undefined
      ? []
      : [['layout', layoutLine(manifest.source.layout)]]),
    ['content hash', shortHash(manifest.contentHash)],
    ['users', formatCount(statistics.users)],
    ['sequences', formatCount(statistics.sequences)],
    ['items', formatCount(statistics.items)],
    ['events', formatCount(statistics.interactions)],
    ...(statistics.dislikes > 0 ? [['dislikes', formatCount(statistics.dislikes)]] : []),
    ...leftOut(manifest).map((sentence) => ['left out', sentence]),
    ['density', formatShare(statistics.density)],
    ['repeats', formatShare(statistics.repeats)],
    ['Gini of popularity', popularity.gini.toFixed(3)],
    ['events of the top 1 % of items', formatShare(popularity.top1Percent)],
    ['events of the top 10 % of items', formatShare(popularity.top10Percent)],
    ...(time === undefined
      ? []
      : [['time', `${formatTime(time.first, time.unit)} to ${formatTime(time.last, time.unit)}`]]),
  ];
}

const quantiles = ['min', 'p5', 'p25', 'median', 'p75', 'p95', 'p99', 'max'] as const;

function quantileCells(distribution: Distribution): string[] {
  return quantiles.map((quantile) => formatCount(distribution[quantile]));
}

function mostPopular({ catalogue, sequences }: Dataset) {
  const events = new Map<number, number>();
  for (const item of sequences.items) events.set(item, (events.get(item) ?? 0) + 1);
  return [...events]
    .sort(([a, eventsOfA], [b, eventsOfB]) => eventsOfB - eventsOfA || a - b)
    .slice(0, mostPopularShown)
    .map(([index, count]) => {
      const { id, title } = catalogue.item(index);
      return { id, ...(title === undefined ? {} : { title }), events: count };
    });
}
