import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';

const WILDCARD = /[*?[]/;

/**
 * The files that a path or a pattern names, sorted by name. `*` matches any characters of one name, `?` one character,
 * `[...]` one of several characters, and `**` directories of any depth. As in a shell, a wildcard does not match a
 * leading dot. An existing path names only itself, even if it contains wildcards.
 */
export async function expandGlob(pattern: string): Promise<string[]> {
  if (!WILDCARD.test(pattern) || (await exists(pattern))) return [pattern];
  const [first = '', ...rest] = pattern.split('/');
  const found = first === '' ? await descend('/', rest) : await descend('', [first, ...rest]);
  return [...new Set(found)].sort();
}

/** The files below `directory` ('' for the working directory) that match the segments of a pattern. */
async function descend(directory: string, segments: readonly string[]): Promise<string[]> {
  const [segment, ...rest] = segments;
  if (segment === undefined) return [];
  if (segment === '**') {
    const below = await directories(directory);
    const found = await Promise.all(below.map((each) => descend(each, [...segments])));
    return [...(await descend(directory, rest)), ...found.flat()];
  }
  if (!WILDCARD.test(segment)) {
    const path = directory + segment;
    if (rest.length > 0) return descend(`${path}/`, rest);
    return (await exists(path)) ? [path] : [];
  }
  const matcher = matcherOf(segment);
  const names = (await entries(directory))
    .map(({ name }) => name)
    .filter((name) => matcher.test(name));
  if (rest.length === 0) return names.map((name) => directory + name);
  const found = await Promise.all(names.map((name) => descend(`${directory}${name}/`, rest)));
  return found.flat();
}

/** The directories in `directory`; links are not followed, because they may form circles. */
async function directories(directory: string): Promise<string[]> {
  const all = await entries(directory);
  return all
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => `${directory}${name}/`);
}

async function entries(directory: string): Promise<Dirent[]> {
  try {
    return await readdir(directory === '' ? '.' : directory, { withFileTypes: true });
  } catch {
    // A missing or unreadable directory holds no match.
    return [];
  }
}

function matcherOf(segment: string): RegExp {
  const source = segment.replace(/\*|\?|\[!?\]?[^\]]*\]|[\\^$.|+(){}[\]]/g, (part) => {
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.length === 1) return `\\${part}`;
    const isNegated = part.startsWith('[!');
    const characters = part.slice(isNegated ? 2 : 1, -1).replace(/[\\\]^[]/g, '\\$&');
    return `[${isNegated ? '^' : ''}${characters}]`;
  });
  const leadingDot = segment.startsWith('.') ? '' : '(?!\\.)';
  return new RegExp(`^${leadingDot}${source}$`);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
