import type { Cell, CellOutput } from './cell.js';

/** The cells and their outputs as a Jupyter notebook, nbformat 4.5. */
export function notebookText(
  cells: readonly Cell[],
  outputs: readonly (readonly CellOutput[])[],
): string {
  let executed = 0;
  const notebook = {
    cells: cells.map(({ kind, text }, i) => {
      const cell = { cell_type: kind, id: `cell-${i}`, metadata: {}, source: linesOf(text) };
      if (kind === 'markdown') return cell;
      executed += 1;
      const shown = (outputs[i] ?? []).map(notebookOutput);
      return { ...cell, execution_count: executed, outputs: shown };
    }),
    metadata: {
      kernelspec: { display_name: 'Deno', language: 'typescript', name: 'deno' },
      language_info: { file_extension: '.ts', mimetype: 'text/x.typescript', name: 'typescript' },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(notebook, undefined, 1)}\n`;
}

/** The code cells of a notebook, to compare with the script. */
export function notebookCells(text: string): readonly Cell[] {
  const { cells } = JSON.parse(text) as {
    cells: { cell_type: Cell['kind']; source: string[] }[];
  };
  return cells.map(({ cell_type, source }) => ({ kind: cell_type, text: source.join('') }));
}

function notebookOutput(output: CellOutput): object {
  if (output.kind === 'text') {
    return { name: 'stdout', output_type: 'stream', text: linesOf(output.text) };
  }
  return {
    data: { 'image/svg+xml': linesOf(output.svg) },
    metadata: {},
    output_type: 'display_data',
  };
}

/** Lines that keep their ends, as notebooks store them. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
