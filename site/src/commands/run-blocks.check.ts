import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { pages } from '../pages.js';
import { repositoryFolder } from '../repository.js';
import { type CodeBlock, codeBlocks } from './code-block.js';
import { shellCommands } from './shell-commands.js';

const run = promisify(execFile);
const program = `${repositoryFolder}apps/cli/dist/main.js`;

// Examples of packages are tested in the packages.
const written = pages
  .filter(({ file }) => !file.startsWith('packages/'))
  .map(({ file }) => ({ file, blocks: codeBlocks(file) }));

const shown = written.filter(({ blocks }) => blocks.some(isRun));
const examples = written.flatMap(({ file, blocks }) =>
  blocks.filter(isExample).map((block) => ({ ...block, file })),
);

// A page tells one story, so its commands run one after the other in one folder, which has the sample and the page's files.
test.each(shown)('the commands of $file run', async ({ blocks }) => {
  const cwd = temporaryDirectory('test');
  symlinkSync(`${repositoryFolder}datasets`, `${cwd}/datasets`);
  for (const { words, code } of blocks) {
    if (words[0]?.includes('.')) writeFileSync(`${cwd}/${words[0]}`, code);
  }
  expect(existsSync(program), 'the command line is not built: pnpm --filter cli build').toBe(true);
  for (const { code } of blocks.filter(isRun)) {
    for (const { words } of shellCommands(code)) {
      const [command = '', ...args] = words.slice(words.indexOf('seqrec') + 1);
      const all = [program, command, ...args, ...smallSettings(command)];
      await run(process.execPath, all, { cwd, env: { ...process.env, INIT_CWD: cwd } });
    }
  }
});

test.each(examples)('the example in $file:$line runs', async ({ file, line, code }) => {
  const folder = `${repositoryFolder}site/.vitest/examples`;
  mkdirSync(folder, { recursive: true });
  const path = `${folder}/${file.replaceAll(/\W/g, '-')}-${line}.ts`;
  writeFileSync(path, `${code}\nexport {};\n`);
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  const start = process.cwd();
  process.chdir(temporaryDirectory('test'));
  try {
    await import(pathToFileURL(path).href);
    const printed = code.match(/console\.log/g)?.length ?? 0;
    expect(log.mock.calls.length).toBeGreaterThanOrEqual(printed);
  } finally {
    process.chdir(start);
    log.mockRestore();
  }
});

test('the examples are correct TypeScript', async () => {
  const folder = `${repositoryFolder}site/.vitest/types`;
  mkdirSync(folder, { recursive: true });
  const typed = written.flatMap(({ file, blocks }) =>
    blocks.filter(isTyped).map((block) => ({ ...block, file })),
  );
  const files = typed.map(({ file, line, code }) => {
    const name = `${file.replaceAll(/\W/g, '-')}-${line}.ts`;
    writeFileSync(`${folder}/${name}`, `${code}\nexport {};\n`);
    return name;
  });
  const configuration = { extends: '../../tsconfig.json', include: [], files };
  writeFileSync(`${folder}/tsconfig.json`, JSON.stringify(configuration));
  const compiler = `${repositoryFolder}node_modules/typescript/bin/tsc`;
  const { stdout } = await run(process.execPath, [compiler, '-p', folder]).catch(
    (error: { stdout: string }) => error,
  );
  expect(stdout).toBe('');
});

/** A block of shell commands that this test runs. */
function isRun({ language, words }: CodeBlock): boolean {
  return language === 'sh' && words.includes('run');
}

function isTyped({ language, words }: CodeBlock): boolean {
  return language === 'ts' && !words.includes('part');
}

function isExample(block: CodeBlock): boolean {
  return isTyped(block) && !block.words.includes('check');
}

/** What makes a command quick; the last value of a flag counts. */
function smallSettings(command: string): readonly string[] {
  return command === 'train'
    ? ['--epochs', '1', '--max-length', '20', '--hidden-size', '16', '--batch-size', '64']
    : [];
}
