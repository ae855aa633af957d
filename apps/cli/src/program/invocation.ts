import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { shellWord } from './shell-word.js';
import { shownPath, startDirectory } from './start-directory.js';

export interface InvocationOrigin {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The script that Node runs. */
  readonly script: string;
  /** The directory in which the command was typed. */
  readonly start: string;
  /** The workspace of the script; undefined for a program that is installed separately. */
  readonly workspace: string | undefined;
}

type What =
  | 'train'
  | 'demo'
  | 'recommend'
  | 'evaluate'
  | 'report'
  | 'search'
  | 'train-ratings'
  | 'update'
  | 'registry publish'
  | 'server'
  | 'server build';

/**
 * The start of a command line that works in the user's directory and starts the program in the same way: through pnpm,
 * through npx (for users who may not have pnpm), or directly.
 */
export function invocationOf(what: What, origin: InvocationOrigin = ownOrigin()): string {
  const { env, script } = origin;
  // npm puts its version into the environment of its children, and pnpm passes it on.
  const pnpm = env.npm_config_npm_version === undefined ? 'pnpm' : 'npx -y pnpm@10';
  const server = `${pnpm}${place(origin)} --filter reference-server`;
  if (what === 'server') return `${server} start`;
  if (what === 'server build') return `${server} build`;
  const seqrec = `${pnpm}${place(origin, ' -w')} seqrec ${what}`;
  switch (env.npm_lifecycle_event) {
    case 'train':
      return what === 'train' ? `${pnpm}${place(origin)} --filter cli train` : seqrec;
    case 'seqrec':
      return seqrec;
    default:
      return `${basename(script) === 'seqrec' ? 'seqrec' : `node ${shellWord(shownPath(script))}`} ${what}`;
  }
}

/** A whole command line, its arguments quoted. */
export function commandLine(
  what: What,
  args: readonly string[],
  origin?: InvocationOrigin,
): string {
  return [invocationOf(what, origin), ...args.map(shellWord)].join(' ');
}

/** The flags with which pnpm finds the workspace: `within` in one of its folders, none at its root, `-C` elsewhere. */
function place({ start, workspace }: InvocationOrigin, within = ''): string {
  const way = workspace === undefined ? '' : relative(workspace, start);
  if (workspace === undefined || way === '') return '';
  return way.startsWith('..') || isAbsolute(way) ? ` -C ${shellWord(workspace)}` : within;
}

function ownOrigin(): InvocationOrigin {
  const script = process.argv[1] ?? 'seqrec';
  return { env: process.env, script, start: startDirectory(), workspace: workspaceOf(script) };
}

function workspaceOf(script: string): string | undefined {
  for (let folder = dirname(script); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
