import type { IModule } from 'dependency-cruiser';

/**
 * Finds files that load a forbidden module at start-up: for each such file, the shortest path of imports to the module.
 * Imports of types and dynamic imports do not load at start-up.
 */
export function pathsTo(
  isForbidden: (file: string) => boolean,
  files: readonly string[],
  modules: readonly IModule[],
): string[][] {
  const imports = new Map(
    modules.map(({ source, dependencies }) => [
      source,
      dependencies
        .filter(
          ({ dynamic, dependencyTypes }) => !dynamic && !dependencyTypes.includes('type-only'),
        )
        .map(({ resolved }) => resolved),
    ]),
  );
  return files.flatMap((file) => {
    if (!imports.has(file)) throw new Error(`${file} is not among the files that were read`);
    const paths = [[file]];
    const seen = new Set([file]);
    for (const path of paths) {
      const last = path[path.length - 1] as string;
      if (isForbidden(last)) return [path];
      for (const next of imports.get(last) ?? []) {
        if (!seen.has(next)) paths.push([...path, next]);
        seen.add(next);
      }
    }
    return [];
  });
}
