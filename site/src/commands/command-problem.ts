import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { manifestOf, repositoryFolder } from '../repository.js';
import type { ShellCommand } from './shell-commands.js';

/** Programs of others, of which nothing can be checked here. */
const foreign = new Set(
  'apt apt-get awk aws bash brew bun cat cd chmod chromium corepack cp curl deno docker echo export find gh git grep head ip jq jupyter kill kubectl ls make mkdir mv nice nvidia-smi openssl pip psql python python3 ray redis-cli redis-server rm sed sh sleep ssh sudo systemctl tail tar taskset tensorboard time touch unzip wget xargs'.split(
    ' ',
  ),
);

/** Commands of pnpm itself. */
const pnpmCommands = new Set(['add', 'changeset', 'exec', 'i', 'install', 'vitest']);

const commandLine = readFileSync(`${repositoryFolder}apps/cli/README.md`, 'utf8');
const client = readFileSync(`${repositoryFolder}packages/client/src/schema.ts`, 'utf8');
const routes = [...client.matchAll(/^ {4}"(\/[^"]*)": \{$/gm)].map(([, route]) => route ?? '');

/** Manifests of the workspace, by name. */
const workspaces = new Map(
  ['packages', 'apps', '']
    .flatMap((parent) => folders(parent))
    .map((folder) => manifestOf(folder))
    .map((manifest) => [manifest.name, manifest] as const),
);

/**
 * What is wrong with a command of a page: a program, a script, a flag, a file or a route that does not exist. Undefined if
 * nothing is found.
 */
export function commandProblem({ words }: ShellCommand): string | undefined {
  const [program = '', ...rest] = words;
  if (program === 'npx' && rest[0] === '-y' && rest[1] === 'pnpm@10') return pnpm(rest.slice(2));
  if (program === 'pnpm') return pnpm(rest);
  if (program === 'seqrec') return seqrec(rest);
  if (program === 'npm' && ['i', 'install'].includes(rest[0] ?? '')) return npmInstall(rest);
  if (program === 'curl') return curl(rest);
  if (program === 'node') return file(rest.find((word) => !word.startsWith('-')) ?? '');
  // Virtual environments are the reader's.
  if (/^(?:\/|\.venv)/.test(program)) return undefined;
  if (program.includes('/')) return file(program);
  return foreign.has(program) ? undefined : `there is no program ${program}`;
}

function pnpm(words: readonly string[]): string | undefined {
  const flags = new Set(['--silent', '-r']);
  const rest = words.slice(words.findIndex((word) => !flags.has(word)));
  const filters: string[] = [];
  while (rest[0] === '--filter') filters.push(rest.splice(0, 2)[1] ?? '');
  const [script = '', ...args] = rest[0] === 'run' ? rest.slice(1) : rest;
  if (script === 'seqrec') return seqrec(args);
  if (pnpmCommands.has(script)) return undefined;
  for (const name of filters.length === 0 ? ['org'] : filters) {
    const manifest = name === 'org' ? manifestOf('.') : workspaces.get(name);
    if (manifest === undefined) return `there is no workspace ${name}`;
    if (manifest.scripts?.[script] === undefined) return `${name} has no script ${script}`;
  }
  return undefined;
}

function seqrec(words: readonly string[]): string | undefined {
  const end = words.indexOf('--');
  // What follows is another command.
  if (end !== -1) return seqrec(words.slice(0, end)) ?? seqrec(words.slice(end + 1));
  const [command = ''] = words.filter((word) => !word.startsWith('--'));
  if (words.length === 0 || command === '' || /^[…<]/.test(command)) return undefined;
  const names = [words.slice(0, 2).join(' '), command];
  const help = names.map(helpOf).find((text) => text !== undefined) ?? '';
  if (help === '') return `seqrec has no command ${command}`;
  const global = new Set(['--json', '--verbose', '--no-color', '--help', '--version']);
  const flags = words.filter((word) => word.startsWith('--')).map((word) => word.split('=')[0]);
  const unknown = flags.find(
    (flag) => !global.has(flag ?? '') && !new RegExp(`^  (?:-\\w, )?${flag}\\b`, 'm').test(help),
  );
  return unknown === undefined ? undefined : `seqrec ${command} has no flag ${unknown}`;
}

/** The help of a command as the README of the command line shows it, which a test there holds equal to the program's. */
function helpOf(name: string): string | undefined {
  return new RegExp(`<!-- help:${name} -->\\n\\n\`\`\`text\\n([^]*?)\\n\`\`\``).exec(
    commandLine,
  )?.[1];
}

function npmInstall(words: readonly string[]): string | undefined {
  const names = words.slice(1).filter((word) => !word.startsWith('-'));
  const unknown = names.find((name) => name.startsWith('@org/') && !workspaces.has(name));
  return unknown === undefined ? undefined : `there is no package ${unknown}`;
}

/** The routes of the reference server, where the address is on this machine or a variable. */
function curl(words: readonly string[]): string | undefined {
  const address = words.find((word) =>
    /^(?:http:\/\/(?:127\.0\.0\.1|localhost):|\$URL)/.test(word),
  );
  const path = /^(?:http:\/\/[^/]*|\$URL)(\/[^?#]*)/.exec(address ?? '')?.[1];
  if (path === undefined || ['/console', '/openapi.json', '/docs'].includes(path)) return undefined;
  const known = routes.some((route) =>
    new RegExp(`^${route.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
  );
  return known ? undefined : `the server has no route ${path}`;
}

function file(path: string): string | undefined {
  return existsSync(repositoryFolder + path) ? undefined : `there is no file ${path}`;
}

function folders(parent: string): readonly string[] {
  return readdirSync(repositoryFolder + parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => (parent === '' ? name : `${parent}/${name}`))
    .filter((folder) => existsSync(`${repositoryFolder}${folder}/package.json`));
}
