/** The packages with binaries and their version. */
export function platformDependencies(): Readonly<Record<string, string>>;
/** Writes each package into a folder of its own, and returns the folders. */
export function makePlatformPackages(output: string, only?: readonly string[]): readonly string[];
