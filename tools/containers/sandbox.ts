import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder of the container, and the folder of this machine that holds it. */
export interface Mount {
  readonly at: string;
  readonly folder: string;
  readonly writable: boolean;
}

export interface SandboxOptions {
  readonly mounts: readonly Mount[];
  readonly env: Readonly<Record<string, string>>;
  readonly workdir: string;
  /** Whether this is a build, which may write to `/tmp` and reach registries as this user does. */
  readonly build: boolean;
  /** The user and group to run as. Default: this one. */
  readonly user?: string | undefined;
}

/** Why nothing can be run in a sandbox here; undefined where it can. */
export function sandboxMissing(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can run the steps as other users';
  const tried = spawnSync('setpriv', [
    ...as('10001:10001'),
    'bwrap',
    '--ro-bind',
    '/',
    '/',
    'true',
  ]);
  return tried.status === 0 ? undefined : 'bubblewrap is not installed, or has no user namespaces';
}

/**
 * Starts a command with a root of its own, whose only contents are the system's programs, which it cannot write, and the
 * mounts. The process is number 1 of its namespace, as in a container.
 */
export function startInSandbox(
  command: readonly string[],
  { mounts, env, workdir, build, user }: SandboxOptions,
): ChildProcess {
  const node = dirname(dirname(process.execPath));
  const args = [
    ...['/usr', '/etc'].flatMap((path) => ['--ro-bind', path, path]),
    ...['/bin', '/sbin', '/lib', '/lib64'].flatMap((path) => systemFolder(path)),
    ...(node === '/usr' ? [] : ['--ro-bind', node, node]),
    ...['--proc', '/proc', '--dev', '/dev', '--unshare-pid', '--as-pid-1', '--die-with-parent'],
    ...(build ? buildHome() : []),
    ...mounts.flatMap(({ at, folder, writable }) => [
      ...[writable ? '--bind' : '--ro-bind', folder, at],
    ]),
    ...['--remount-ro', '/', '--chdir', workdir, '--info-fd', '3', '--', ...command],
  ];
  const bwrap =
    user === undefined ? ['bwrap', ...args] : ['setpriv', ...as(user), 'bwrap', ...args];
  const [program = '', ...rest] = bwrap;
  return spawn(program, rest, {
    env: {
      PATH: `${join(node, 'bin')}:/usr/local/bin:/usr/bin:/bin`,
      ...(build && buildEnvironment()),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
}

/** The number of the process in a sandbox, on this machine. */
export async function processIn(child: ChildProcess): Promise<number> {
  let text = '';
  const info = child.stdio[3] as NodeJS.ReadableStream;
  for await (const chunk of info) {
    text += chunk;
    const [, pid] = /"child-pid": (\d+)/.exec(text) ?? [];
    if (pid !== undefined) return Number(pid);
  }
  throw new Error('the sandbox did not start');
}

function as(user: string): string[] {
  const [uid = '', gid = uid] = user.split(':');
  return ['--reuid', uid, '--regid', gid, '--clear-groups'];
}

function systemFolder(path: string): string[] {
  if (!existsSync(path)) return [];
  return lstatSync(path).isSymbolicLink()
    ? ['--symlink', readlinkSync(path), path]
    : ['--ro-bind', path, path];
}

/** A home with the packages that pnpm has, so that a build takes seconds, and with what says where registries are. */
function buildHome(): string[] {
  const store = spawnSync('npx', ['-y', 'pnpm@10', 'store', 'path'], { encoding: 'utf8' });
  const folder = dirname(store.stdout.trim());
  const npmrc = join(homedir(), '.npmrc');
  return [
    ...['--tmpfs', '/tmp', '--tmpfs', '/root', '--setenv', 'HOME', '/root'],
    ...(existsSync(folder) ? ['--bind', folder, '/root/.local/share/pnpm/store'] : []),
    ...(existsSync(npmrc) ? ['--ro-bind', npmrc, '/root/.npmrc'] : []),
  ];
}

function buildEnvironment(): Record<string, string> {
  const names = /^(npm_config_.*|.*_proxy|NODE_EXTRA_CA_CERTS)$/i;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      names.test(name) && !name.startsWith('npm_config_user') && value !== undefined
        ? [[name, value]]
        : [],
    ),
  );
}
