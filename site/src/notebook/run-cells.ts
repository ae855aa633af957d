import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import type { Cell, CellOutput } from './cell.js';

/** What the script of the cells calls while it runs. */
interface Hooks {
  startCell?: (cell: number) => void;
  showSvg?: (name: string, svg: string) => void;
}

/**
 * Runs the code cells one after the other as one module beside the script, so that they share names and imports, in its
 * folder as Jupyter does, and returns the outputs of each cell. `console.log` and charts belong to the cell that runs.
 */
export async function runCells(
  script: string,
  cells: readonly Cell[],
): Promise<readonly (readonly CellOutput[])[]> {
  const outputs = cells.map((): CellOutput[] => []);
  let current: CellOutput[] = [];
  const hooks: Hooks = {
    startCell: (cell) => {
      current = outputs[cell] ?? [];
    },
    showSvg: (name, svg) => {
      current.push({ kind: 'svg', name, svg });
    },
  };
  const path = join(dirname(script), '.cells.ts');
  const code = cells.map(({ kind, text }, cell) =>
    kind === 'code' ? `globalThis.startCell(${cell});\n${text}\n` : '',
  );
  writeFileSync(path, code.join('\n'));
  const { log } = console;
  const before = process.cwd();
  Object.assign(globalThis, hooks);
  console.log = (...values: unknown[]) => {
    current.push({ kind: 'text', text: `${format(...values)}\n` });
  };
  process.chdir(dirname(script));
  try {
    await import(pathToFileURL(path).href);
  } finally {
    process.chdir(before);
    console.log = log;
    delete (globalThis as Hooks).startCell;
    delete (globalThis as Hooks).showSvg;
    rmSync(path);
  }
  return outputs.map(joinTexts);
}

/** Neighbouring texts as one. */
function joinTexts(outputs: readonly CellOutput[]): readonly CellOutput[] {
  const joined: CellOutput[] = [];
  for (const output of outputs) {
    const last = joined.at(-1);
    if (output.kind === 'text' && last?.kind === 'text') {
      joined.splice(-1, 1, { kind: 'text', text: last.text + output.text });
    } else joined.push(output);
  }
  return joined;
}
