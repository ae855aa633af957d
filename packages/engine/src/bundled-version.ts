declare const BUNDLED_VERSIONS: Readonly<Record<string, string>> | undefined;

/**
 * The version of a package that is part of the app's own file, where there is none on disk to read it from. The build of an
 * app defines `BUNDLED_VERSIONS`; elsewhere there is none.
 */
export function bundledVersion(name: string): string | undefined {
  return typeof BUNDLED_VERSIONS === 'undefined' ? undefined : BUNDLED_VERSIONS[name];
}
