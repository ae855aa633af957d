import { readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { createProgram } from './commands/program.js';

const readme = new URL('../README.md', import.meta.url);
const program = createProgram(() => {});

/** `UPDATE_README=1 pnpm --filter cli test readme` writes the blocks anew. */
test.each(commandsOf(program))('the README shows the help of %s as it is', (name, command) => {
  command.configureHelp({ ...command.configureHelp(), helpWidth: 110 });
  const block = `<!-- help:${name} -->\n\n\`\`\`text\n${command.helpInformation().trim()}\n\`\`\`\n`;
  const pattern = new RegExp(`<!-- help:${name} -->\\n\\n\`\`\`text\\n[^]*?\\n\`\`\`\\n`);
  const text = readFileSync(readme, 'utf8');
  if (process.env.UPDATE_README === '1')
    writeFileSync(
      readme,
      text.replace(pattern, () => block),
    );
  else expect(text).toContain(block);
});

/** The commands by name, and those of a group by the names of both. */
function commandsOf(group: Command, names: readonly string[] = []): [string, Command][] {
  return group.commands.flatMap((command): [string, Command][] => {
    const path = [...names, command.name()];
    return [[path.join(' '), command], ...commandsOf(command, path)];
  });
}
