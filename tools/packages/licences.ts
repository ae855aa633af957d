/** A package in a CycloneDX list. */
export interface Component {
  readonly name: string;
  readonly version: string;
  readonly licenses?: readonly (
    | { readonly license: { readonly id?: string; readonly name?: string } }
    | { readonly expression: string }
  )[];
}

/** Licences that let everybody use, change and sell, and ask for no more than a notice. */
const PERMISSIVE = new Set([
  ...['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'CC0-1.0', 'ISC'],
  ...['MIT', 'MIT-0', 'Python-2.0', 'Unlicense', 'Zlib'],
]);

/** Packages whose manifest names no licence that npm understands, with the one in their files. */
const READ_BY_HAND: Readonly<Record<string, string>> = {};

/** Why a package may not come along with ours; undefined if it may. */
export function licenceProblem(component: Component): string | undefined {
  const { name, version, licenses = [] } = component;
  const stated = licenses.map((one) =>
    'expression' in one ? one.expression : (one.license.id ?? one.license.name ?? ''),
  );
  const own = READ_BY_HAND[name];
  if (isPermissive(own ?? stated.join(' AND '))) return undefined;
  return `${name} ${version} has the licence ${stated.join(', ') || 'of no name'}, which is not known as permissive`;
}

/** Reads `A OR B`, of which one suffices, and `A AND B`, which apply together. */
export function isPermissive(expression: string): boolean {
  const plain = expression.replaceAll(/[()]/g, '');
  return plain
    .split(' OR ')
    .some((option) => option.split(' AND ').every((id) => PERMISSIVE.has(id.trim())));
}
