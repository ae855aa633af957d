import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Option } from '@org/sequence-model/definition';
import { describe, expect, it } from 'vitest';
import { namesNotInReadme, runReadme } from '../../../testing/run-readme.js';
import { modelKinds, models } from './index.js';

/** The READMEs of the kinds that have their own package. */
const readmes = modelKinds
  .map((kind) => ({ kind, file: new URL(`../../${kind}/README.md`, import.meta.url) }))
  .filter(({ file }) => existsSync(file));

/** `UPDATE_README=1 pnpm --filter @org/models test readme` writes the tables anew. */
describe.each(readmes)('the README of $kind', ({ kind, file }) => {
  it('has a table of the options in its definition', () => {
    const table = optionsTable(models[kind].definition.options);
    const text = readFileSync(file, 'utf8');
    const block = /<!-- options -->\n\n(?:\|[^\n]*\n)*\n?/;
    const wanted = text.replace(block, () => `<!-- options -->\n\n${table}\n\n`);
    if (process.env.UPDATE_README === '1') writeFileSync(file, wanted);
    else expect(text).toBe(wanted);
  });
});

it('the example of the README builds a model by name', async () => {
  const { printed } = await runReadme(import.meta.url);
  expect(printed).toEqual([
    ['SASRec', 1],
    [expect.objectContaining({ itemCount: 100, maxLength: 50, hiddenSize: 32 })],
  ]);
});

it('the README lists every public name', async () => {
  expect(await namesNotInReadme(import.meta.url)).toEqual([]);
});

/** A Markdown table, its columns as wide as their longest cell. */
function optionsTable(options: Readonly<Record<string, Option<unknown>>>): string {
  const rows = [
    ['Option', 'Default', 'What it is'],
    ...Object.entries(options).map(([name, option]) => [
      `\`${name}\``,
      defaultOf(option),
      option.help,
    ]),
  ];
  const widths = [0, 1, 2].map((column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[], fill = ' ') =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(['', '', ''], '-'), ...body.map((row) => line(row))].join('\n');
}

function defaultOf({ required, defaultOf, default: value }: Option<unknown>): string {
  if (required) return '';
  if (defaultOf === undefined && value === undefined) return '';
  if (defaultOf === undefined) return `\`${JSON.stringify(value)}\``;
  const { option, times } = defaultOf;
  return `${times === 1 ? '' : `${times} × `}\`${option}\``;
}
