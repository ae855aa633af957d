/** A cell of a script: Markdown, or TypeScript. */
export interface Cell {
  readonly kind: 'markdown' | 'code';
  readonly text: string;
}

/** What a code cell printed and showed, in order. */
export type CellOutput =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'svg'; readonly name: string; readonly svg: string };

/**
 * The cells of a script: `// %%` starts one of code, `// %% [markdown]` one of Markdown in comments.
 *
 * @throws Error for code before the first cell, or a line of a Markdown cell that is no comment.
 */
export function cellsOf(script: string): readonly Cell[] {
  const [head = '', ...parts] = script.split(/^\/\/ %%/m);
  if (head.trim() !== '') throw new Error(`there is code before the first cell: ${head.trim()}`);
  return parts.map((part): Cell => {
    const [, mark = '', body = ''] = /^([^\n]*)\n([\s\S]*)$/.exec(part) ?? [];
    if (mark.trim() === '') return { kind: 'code', text: body.trim() };
    if (mark.trim() !== '[markdown]')
      throw new Error(`there is no cell of the kind ${mark.trim()}`);
    const lines = body.trim().split('\n');
    const odd = lines.find((line) => !/^\/\/(?: |$)/.test(line));
    if (odd !== undefined) throw new Error(`a Markdown cell has the line ${odd}`);
    return { kind: 'markdown', text: lines.map((line) => line.slice(3)).join('\n') };
  });
}
