import type { Cell, CellOutput } from './cell.js';

/** The cells and their outputs as a page; charts are files in `docs/figures`. */
export function notebookPage(
  script: string,
  cells: readonly Cell[],
  outputs: readonly (readonly CellOutput[])[],
): string {
  const links = `This page is the notebook [\`${script}.ipynb\`](../examples/${script}/${script}.ipynb). Both come from the script
[\`${script}.ts\`](../examples/${script}/${script}.ts). CI runs the script in Node and the notebook in Jupyter. To open the
notebook from a clone, on Deno's kernel:

\`\`\`sh
npx -y pnpm@10 install
npm i -g deno && deno jupyter --install
pip install jupyterlab && DENO_CONDITIONS=@org/source jupyter lab examples/${script}/${script}.ipynb
\`\`\`

\`DENO_CONDITIONS\` makes Deno read the sources of the packages, so nothing has to be built.`;
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
