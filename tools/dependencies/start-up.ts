import type { IModule } from 'dependency-cruiser';

/**
 * How files load what they should not when they start: for each file that does, the shortest path of imports to it. Types,
 * and what is imported only when it is needed, are not loaded at the start.
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
