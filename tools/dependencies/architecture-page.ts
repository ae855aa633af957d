import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** A row of the table of packages. */
export interface Layer {
  /** The folder under `packages/`, and the name after `@org/`. */
  readonly name: string;
  /** The packages that it may import. */
  readonly packages: readonly string[];
  readonly tensorFlow: boolean;
}

/** The folders of one `src`. Each imports only folders before it. */
export interface Rooms {
  /** `packages/seqrec-data`. */
  readonly workspace: string;
  readonly rooms: readonly string[];
}

/** The arrows of `docs/architecture.md`. */
export interface Architecture {
  /** From the bottom to the top. */
  readonly layers: readonly Layer[];
  readonly rooms: readonly Rooms[];
  /** Entries of packages that load no TensorFlow.js, such as `@org/attention/losses`. */
  readonly withoutTensorFlow: readonly string[];
  /** Entries of packages that load no module of Node, such as `@org/tfrecord/web`. */
  readonly withoutNode: readonly string[];
}

/** The fields that we read from a package.json. */
export interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | { readonly '@org/source': string }>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * Reads the page, and checks that its table agrees with the manifests of the packages.
 *
 * @param root the repository's directory, with a slash at its end.
 * @throws Error with a line for each difference between them.
 */
export function readArchitecture(root: URL): Architecture {
  const page = readFileSync(new URL('docs/architecture.md', root), 'utf8');
  const rows = tableRows(page);
  const layers = rows.flatMap(([name = '', , depends = '']): Layer[] => {
    const folder = /^\[`@org\/([\w-]+)`\]/.exec(name)?.[1];
    if (folder === undefined) return [];
    const [packages = '', others = ''] = depends.split(';');
    return [
      { name: folder, packages: listOf(packages), tensorFlow: listOf(others).includes('tfjs') },
    ];
  });
  const rooms = rows.flatMap(([name = '', , names = '']): Rooms[] => {
    const workspace = /^\[`((?:packages|apps)\/[\w-]+)`\]/.exec(name)?.[1];
    return workspace === undefined ? [] : [{ workspace, rooms: listOf(names) }];
  });
  const withoutTensorFlow = entriesAfter('load no TensorFlow\\.js', page);
  const withoutNode = entriesAfter('load no module of Node', page);
  const wrong = [...wrongLayers(layers, root), ...wrongRooms(rooms, root)];
  wrong.push(...wrongEntries('TensorFlow.js', withoutTensorFlow, layers, root));
  wrong.push(...wrongEntries('module of Node', withoutNode, layers, root));
  if (wrong.length > 0)
    throw new Error(wrong.map((line) => `docs/architecture.md: ${line}`).join('\n'));
  return { layers, rooms, withoutTensorFlow, withoutNode };
}

/** The manifest of a package. */
export function readManifest(name: string, root: URL): Manifest {
  return JSON.parse(readFileSync(new URL(`packages/${name}/package.json`, root), 'utf8'));
}

function wrongLayers(layers: readonly Layer[], root: URL): string[] {
  const below = new Set<string>();
  const wrong = foldersOf(new URL('packages/', root))
    .filter((name) => !layers.some((layer) => layer.name === name))
    .map((name) => `the table has no row for @org/${name}`);
  for (const { name, packages, tensorFlow } of layers) {
    const { dependencies, peerDependencies, optionalDependencies } = readManifest(name, root);
    const declared = Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
    const ours = declared.flatMap((key) => (key.startsWith('@org/') ? [key.slice(5)] : []));
    const usesTensorFlow = declared.some((key) => key.startsWith('@tensorflow/'));
    if (sorted(packages) !== sorted(ours) || tensorFlow !== usesTensorFlow) {
      const cell = `${ours.join(', ') || 'nothing'}${usesTensorFlow ? '; tfjs' : ''}`;
      wrong.push(`@org/${name} depends on ${cell}, by its package.json; the table says otherwise`);
    }
    const above = ours.filter((other) => !below.has(other));
    if (above.length > 0) wrong.push(`@org/${name} depends on ${above.join(', ')}, not above it`);
    below.add(name);
  }
  return wrong;
}

function wrongRooms(all: readonly Rooms[], root: URL): string[] {
  return all.flatMap(({ workspace, rooms }) => {
    const folders = foldersOf(new URL(`${workspace}/src/`, root)).filter(
      (name) => name !== 'testing',
    );
    if (sorted(folders) === sorted(rooms)) return [];
    return [`${workspace}/src has the rooms ${folders.join(', ')}; the table says otherwise`];
  });
}

/** The entries that the page names in the paragraph with these words. */
function entriesAfter(words: string, page: string): string[] {
  const [paragraph = ''] = new RegExp(`${words}[\\s\\S]*?\\n\\n`).exec(page) ?? [];
  return [...paragraph.matchAll(/`(@org\/[\w/-]+)`/g)].map(([, entry = '']) => entry);
}

function wrongEntries(
  what: string,
  entries: readonly string[],
  layers: readonly Layer[],
  root: URL,
): string[] {
  if (entries.length === 0) return [`no entry of a package is said to load no ${what}`];
  const known = layers.flatMap(({ name }) =>
    Object.keys(readManifest(name, root).exports).map((entry) => `@org/${name}${entry.slice(1)}`),
  );
  return entries
    .filter((entry) => !known.includes(entry))
    .map((entry) => `no package exports ${entry}`);
}

/** The cells of every table's rows, without its head. */
function tableRows(markdown: string): string[][] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('| ['))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

function listOf(cell: string): string[] {
  const names = cell.split(',').map((name) => name.trim());
  return names.filter((name) => name !== '' && name !== 'nothing');
}

function foldersOf(directory: URL): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

function sorted(names: readonly string[]): string {
  return [...names].sort().join();
}
