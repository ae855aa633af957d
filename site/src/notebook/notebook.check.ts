import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { repositoryFolder } from '../repository.js';
import { type Cell, type CellOutput, cellsOf } from './cell.js';
import { notebookText } from './notebook.js';
import { notebookPage } from './notebook-page.js';
import { runCells } from './run-cells.js';

const name = 'first-model';
const folder = `${repositoryFolder}examples/${name}`;
const page = `${repositoryFolder}docs/${name}.md`;

/** `UPDATE_README=1 pnpm --filter site check notebook` writes notebook, page and charts anew. */
test('the notebook runs, learns, and finds far more last films than chance', async () => {
  const script = `${folder}/${name}.ts`;
  const cells = cellsOf(readFileSync(script, 'utf8'));
  const outputs = await runCells(script, cells);
  if (process.env.UPDATE_README === '1') write(cells, outputs);
  const text = textOf(outputs);
  const number = (pattern: RegExp) => Number(pattern.exec(text)?.[1]);
  expect(number(/→ ([\d.]+)/)).toBeLessThan(number(/loss ([\d.]+)/) - 0.3);
  // Chance is 10 of 2,245 films, 0.0045.
  expect(number(/BERT4Rec: Hit@10 ([\d.]+)/)).toBeGreaterThan(0.03);
  expect(chartsOf(outputs)).toEqual(shownCharts());
});

function write(cells: readonly Cell[], outputs: readonly (readonly CellOutput[])[]): void {
  writeFileSync(`${folder}/${name}.ipynb`, notebookText(cells, outputs));
  writeFileSync(page, notebookPage(name, cells, outputs));
  for (const output of outputs.flat()) {
    if (output.kind === 'svg') {
      writeFileSync(`${repositoryFolder}docs/figures/${output.name}.svg`, output.svg);
    }
  }
}

function textOf(outputs: readonly (readonly CellOutput[])[]): string {
  return outputs.flatMap((cell) => cell.map((o) => (o.kind === 'text' ? o.text : ''))).join('');
}

function chartsOf(outputs: readonly (readonly CellOutput[])[]): readonly string[] {
  return outputs.flatMap((cell) => cell.flatMap((o) => (o.kind === 'svg' ? [o.name] : [])));
}

/** The charts that the page shows. */
function shownCharts(): readonly string[] {
  const text = readFileSync(page, 'utf8');
  return [...text.matchAll(/figures\/(first-model-\w+)\.svg/g)].map(([, shown = '']) => shown);
}
