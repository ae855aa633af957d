import { readFileSync } from 'node:fs';
import { repositoryFolder } from '../repository.js';

/** A fenced block of a page. */
export interface CodeBlock {
  readonly language: string;
  /** The words after the language: `run`, `check`, `part`, or the name of a file. */
  readonly words: readonly string[];
  readonly code: string;
  /** The line of the fence in the file, from 1. */
  readonly line: number;
}

/** The fenced blocks of a Markdown file of the repository, also those inside lists. */
export function codeBlocks(file: string): readonly CodeBlock[] {
  const lines = readFileSync(repositoryFolder + file, 'utf8').split('\n');
  const blocks: CodeBlock[] = [];
  let open: { indent: string; info: string; line: number; code: string[] } | undefined;
  lines.forEach((text, i) => {
    const [, indent, info] = /^(\s*)```(.*)$/.exec(text) ?? [];
    if (open === undefined) {
      if (indent !== undefined && info !== undefined) {
        open = { indent, info, line: i + 1, code: [] };
      }
    } else if (info === '') {
      const [language = '', ...words] = open.info.trim().split(/\s+/);
      blocks.push({ language, words, code: open.code.join('\n'), line: open.line });
      open = undefined;
    } else {
      open.code.push(text.startsWith(open.indent) ? text.slice(open.indent.length) : text);
    }
  });
  return blocks;
}
