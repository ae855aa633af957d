import { linkSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A package in npm's list of what it installed. */
interface Entry {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** The packages in the `node_modules` of a folder, by their paths, such as `node_modules/a/node_modules/b`. */
export type InstalledTree = Readonly<Record<string, Entry>>;

/** Reads npm's own list of what it installed into a folder. */
export function readInstalledTree(folder: string): InstalledTree {
  const list = readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8');
  return (JSON.parse(list) as { readonly packages: InstalledTree }).packages;
}

/**
 * The paths of the packages that `npm i` of some names brings: they, and what they depend on. Optional peers come only if
 * they are named.
 *
 * @throws Error if a package needs one that is not in the tree.
 */
export function packagesBroughtBy(tree: InstalledTree, names: readonly string[]): string[] {
  const brought = new Set<string>();
  const waiting = names.map((name) => found(tree, '', name));
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (brought.has(path)) continue;
    brought.add(path);
    const { dependencies, optionalDependencies = {}, ...peers } = tree[path] ?? {};
    const { peerDependencies = {}, peerDependenciesMeta = {} } = peers;
    const needed = [
      ...Object.keys({ ...dependencies }).filter((name) => !(name in optionalDependencies)),
      ...Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional),
    ];
    for (const name of needed) waiting.push(found(tree, path, name));
    for (const name of Object.keys(optionalDependencies)) {
      const optional = resolved(tree, path, name);
      if (optional !== undefined) waiting.push(optional);
    }
  }
  return [...brought].sort();
}

function found(tree: InstalledTree, from: string, name: string): string {
  const path = resolved(tree, from, name);
  if (path === undefined) throw new Error(`${from || 'npm i'} brings no ${name}`);
  return path;
}

/** The path of a package as Node finds it: from the `node_modules` of a package upwards. */
function resolved(tree: InstalledTree, from: string, name: string): string | undefined {
  const path = from === '' ? `node_modules/${name}` : `${from}/node_modules/${name}`;
  if (path in tree) return path;
  if (from === '') return undefined;
  const above = from.lastIndexOf('/node_modules/');
  return resolved(tree, above < 0 ? '' : from.slice(0, above), name);
}

/** Makes a folder with some packages of another one, by hard links, which take no space and little time. */
export function linkPackages(from: string, to: string, paths: readonly string[]): void {
  for (const path of paths) linkFolder(join(from, path), join(to, path));
}

function linkFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    // Packages below a package have paths of their own.
    if (entry.name === 'node_modules') continue;
    if (entry.isDirectory()) linkFolder(join(from, entry.name), join(to, entry.name));
    else linkSync(join(from, entry.name), join(to, entry.name));
  }
}
