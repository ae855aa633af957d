import type { Cell, CellOutput } from './cell.js';

/** The cells and their outputs as a page; charts are files in `docs/figures`. */
export function notebookPage(
  script: string,
  cells: readonly Cell[],
  outputs: readonly (readonly CellOutput[])[],
): string {
  const links = `This page is the notebook [\`${script}.ipynb\`](../examples/${script}/${script}.ipynb). Both come from the script
[\`${script}.ts\`](../examples/${script}/${script}.ts), which CI runs.`;
  const parts = cells.flatMap(({ kind, text }, i) =>
    kind === 'markdown'
      ? [text]
      : [`\`\`\`ts part\n${text}\n\`\`\``, ...(outputs[i] ?? []).map(outputText)],
  );
  const [title = '', ...rest] = (parts[0] ?? '').split('\n');
  return [title, links, rest.join('\n').trim(), ...parts.slice(1)].join('\n\n').concat('\n');
}

function outputText(output: CellOutput): string {
  return output.kind === 'svg'
    ? `![${output.name}](figures/${output.name}.svg)`
    : `\`\`\`text\n${output.text.trimEnd()}\n\`\`\``;
}
