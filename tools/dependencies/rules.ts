import type { IForbiddenRuleType } from 'dependency-cruiser';
import type { Architecture, Manifest, Rooms } from './architecture-page.js';

const TESTS = [
  '\\.(test|bench)\\.tsx?$',
  '/src/testing/',
  '/src/[^/]+/testing/',
  '\\.config\\.ts$',
];

/** Rules for the imports that the arrows of the architecture forbid. */
export function importRules(
  { layers, rooms }: Architecture,
  manifests: readonly Manifest[],
): IForbiddenRuleType[] {
  const entries = manifests.flatMap(({ name, exports }) =>
    sourceEntries(exports).map(([, file]) => literal(`packages/${name.slice(5)}/${file}`)),
  );
  return [
    {
      name: 'no circles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no package imports an app or a tool',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(apps|reproduce|benchmarks|tools)/' },
    },
    {
      name: 'only tests import what tests share',
      severity: 'error',
      from: { path: '^[^/]+/[^/]+/src/', pathNot: TESTS },
      to: { path: '^testing/' },
    },
    {
      name: 'no app imports another',
      severity: 'error',
      from: { path: '^(apps/[^/]+|reproduce)/' },
      to: { path: '^(apps|reproduce|benchmarks|tools)/', pathNot: '^$1/' },
    },
    {
      name: 'a package is imported by its exports alone',
      severity: 'error',
      from: { path: '^([^/]+/[^/]+)/' },
      to: { path: '^packages/', pathNot: ['^$1/', `^(${entries.join('|')})$`] },
    },
    ...layers.map(
      ({ name, packages }): IForbiddenRuleType => ({
        name: `${name} imports only ${packages.join(', ') || 'itself'}`,
        severity: 'error',
        from: { path: `^packages/${name}/src/`, pathNot: TESTS },
        to: { path: '^packages/', pathNot: `^packages/(${[name, ...packages].join('|')})/` },
      }),
    ),
    ...rooms.flatMap(roomRules),
  ];
}

/** The sources of all entries that load no TensorFlow.js: entries that the page names, and those of whole packages. */
export function filesWithoutTensorFlow(
  { layers, withoutTensorFlow }: Architecture,
  manifests: readonly Manifest[],
): string[] {
  return layers.flatMap(({ name, tensorFlow }, index) =>
    sourceEntries(manifests[index]?.exports ?? {}).flatMap(([entry, file]) => {
      const named = withoutTensorFlow.includes(`@org/${name}${entry.slice(1)}`);
      return named || !tensorFlow ? [`packages/${name}/${file}`] : [];
    }),
  );
}

/** The sources of the entries that load no module of Node. */
export function filesWithoutNode(
  { layers, withoutNode }: Architecture,
  manifests: readonly Manifest[],
): string[] {
  return layers.flatMap(({ name }, index) =>
    sourceEntries(manifests[index]?.exports ?? {}).flatMap(([entry, file]) =>
      withoutNode.includes(`@org/${name}${entry.slice(1)}`) ? [`packages/${name}/${file}`] : [],
    ),
  );
}

/** The entries of a package with their sources: `['./losses', 'src/losses.ts']`. */
function sourceEntries(exports: Manifest['exports']): [entry: string, file: string][] {
  return Object.entries(exports).flatMap(([entry, target]): [string, string][] =>
    typeof target === 'string' ? [] : [[entry, target['@org/source'].replace('./', '')]],
  );
}

function roomRules({ workspace, rooms }: Rooms): IForbiddenRuleType[] {
  return rooms.slice(0, -1).map((room, index) => ({
    name: `${workspace}/src/${room} imports only ${rooms.slice(0, index).join(', ') || 'no other room'}`,
    severity: 'error',
    from: { path: `^${workspace}/src/${room}/`, pathNot: TESTS },
    to: { path: `^${workspace}/src/(${rooms.slice(index + 1).join('|')})/` },
  }));
}

function literal(path: string): string {
  return path.replace(/[.\\]/g, '\\$&');
}
