import { readFileSync } from 'node:fs';
import { repositoryFolder } from '../repository.js';
import { attentionFigure } from './attention.js';
import { maskingFigure } from './masking.js';
import { compareProtocols, protocolsTable, sampledMetricsFigure } from './sampled-metrics.js';
import { splitsFigure } from './splits.js';

/** The text of each generated file, by its path in the repository. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const compared = await compareProtocols();
  const page = 'docs/sampled-metrics.md';
  const table = `<!-- protocols -->\n\n${protocolsTable(compared)}\n`;
  const text = readFileSync(repositoryFolder + page, 'utf8');
  return new Map([
    ['docs/figures/masking.svg', maskingFigure().toSvg()],
    ['docs/figures/attention.svg', attentionFigure().toSvg()],
    ['docs/figures/splits.svg', splitsFigure().toSvg()],
    ['docs/figures/sampled-metrics.svg', sampledMetricsFigure(compared).toSvg()],
    [page, text.replace(/<!-- protocols -->\n\n(?:\|.*\n)*/, () => table)],
  ]);
}
