import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { repositoryFolder } from '../repository.js';
import { cellsOf } from './cell.js';
import { notebookCells } from './notebook.js';

const name = 'first-model';
const script = `${repositoryFolder}examples/${name}/${name}.ts`;
const notebook = `${repositoryFolder}examples/${name}/${name}.ipynb`;
const page = `${repositoryFolder}docs/${name}.md`;
const cells = cellsOf(readFileSync(script, 'utf8'));

describe('the notebook', () => {
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
