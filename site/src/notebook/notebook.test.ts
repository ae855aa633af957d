import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { repositoryFolder } from '../repository.js';
import { type CellOutput, cellsOf } from './cell.js';
import { notebookCells, notebookText } from './notebook.js';
import { notebookPage } from './notebook-page.js';
import { runCells } from './run-cells.js';

const name = 'first-model';
const script = `${repositoryFolder}examples/${name}/${name}.ts`;
const notebook = `${repositoryFolder}examples/${name}/${name}.ipynb`;
const page = `${repositoryFolder}docs/${name}.md`;
const cells = cellsOf(readFileSync(script, 'utf8'));

/** `UPDATE_README=1 pnpm --filter site test notebook` writes notebook, page and charts anew. */
describe('the notebook', () => {
  it('runs, and its model finds more last films than popularity', async () => {
    const outputs = await runCells(script, cells);
    if (process.env.UPDATE_README === '1') write(outputs);
    const [model = 0, popularity = 0] = [...textOf(outputs).matchAll(/Hit@10 ([\d.]+)/g)].map(
      ([, value]) => Number(value),
    );
    expect(model).toBeGreaterThan(popularity);
    expect(popularity).toBeGreaterThan(0);
    expect(chartsOf(outputs)).toEqual(chartsOf([shownCharts()]));
  }, 300_000);

  it('has the cells of the script, and so has the page', () => {
    expect(notebookCells(readFileSync(notebook, 'utf8'))).toEqual(cells);
    const text = readFileSync(page, 'utf8');
    for (const cell of cells.filter(({ kind }) => kind === 'code')) {
      expect(text).toContain(cell.text);
    }
  });

  it('shows every number and chart of its outputs on the page', () => {
    const { cells: stored } = JSON.parse(readFileSync(notebook, 'utf8')) as {
      cells: { outputs?: { text?: string[] }[] }[];
    };
    const printed = stored.flatMap(({ outputs = [] }) => outputs.flatMap(({ text = [] }) => text));
    expect(printed.length).toBeGreaterThan(10);
    const text = readFileSync(page, 'utf8');
    for (const line of printed) expect(text).toContain(line.trimEnd());
  });
});

function write(outputs: readonly (readonly CellOutput[])[]): void {
  writeFileSync(notebook, notebookText(cells, outputs));
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
function shownCharts(): readonly CellOutput[] {
  const text = readFileSync(page, 'utf8');
  return [...text.matchAll(/figures\/(first-model-\w+)\.svg/g)].map(([, shown = '']) => ({
    kind: 'svg',
    name: shown,
    svg: '',
  }));
}
