/**
 * Checks what would be published, without publishing: the contents and the manifest of each tarball, `npm publish --dry-run`,
 * and the licences of all that the packages bring along.
 *
 *   pnpm --filter tools check:publish [--sbom FILE]
 *
 * `--sbom` writes the list of all packages that an install of ours brings, as CycloneDX JSON.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Component, licenceProblem } from './licences.js';
import { startLoopbackRegistry } from './loopback-registry.js';
import { build, type Manifest, type Packed, pack, run } from './packed.js';

/** What npm shows of a package, and what decides where it runs. */
const FIELDS = ['description', 'keywords', 'license', 'repository', 'engines', 'publishConfig'];

const { sbom } = parseArgs({ options: { sbom: { type: 'string' } } }).values;
const scratch = mkdtempSync(join(tmpdir(), 'org-publish-'));
try {
  await build();
  const packages = await pack(scratch);
  const registry = await startLoopbackRegistry(packages);
  // npm refuses, even in a dry run, a version that the registry has.
  const empty = await startLoopbackRegistry([]);
  try {
    const problems: string[] = [];
    for (const one of packages) problems.push(...(await tarballProblems(one, empty.url)));
    const components = await installedComponents(packages, registry.npmrc);
    problems.push(...components.map(licenceProblem).filter((problem) => problem !== undefined));
    for (const problem of problems) console.error(problem);
    if (problems.length > 0) process.exitCode = 1;
    console.log(`${packages.length} tarballs and ${components.length} installed packages checked`);
  } finally {
    await registry.close();
    await empty.close();
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function tarballProblems({ manifest, tarball }: Packed, url: string): Promise<string[]> {
  const { stdout } = await run('tar', ['-tzf', tarball]);
  const paths = stdout
    .trim()
    .split('\n')
    .map((path) => path.replace(/^package\//, ''));
  const problems = FIELDS.filter((field) => manifest[field] === undefined).map(
    (field) => `package.json has no ${field}`,
  );
  const unwanted = paths.filter((path) => /\.(test|bench)\.|(^|\/)(testing|golden)\//.test(path));
  if (unwanted.length > 0) problems.push(`it has ${unwanted.join(', ')}`);
  for (const file of ['README.md', 'LICENSE']) {
    if (!paths.includes(file)) problems.push(`it has no ${file}`);
  }
  problems.push(...rangeProblems(manifest));
  try {
    await run('npm', ['publish', '--dry-run', '--registry', `${url}/`, '--tag', 'next', tarball], {
      env: { ...process.env, npm_config_provenance: 'false' },
    });
  } catch (error) {
    problems.push(`npm publish --dry-run: ${(error as Error).message}`);
  }
  return problems.map((problem) => `${manifest.name}: ${problem}`);
}

/** Other packages of ours may get patches, so none is pinned, except the binaries that fit one version of ONNX Runtime. */
function rangeProblems(manifest: Manifest): string[] {
  const { dependencies, peerDependencies, optionalDependencies } = manifest;
  const ranges = Object.entries({ ...dependencies, ...peerDependencies, ...optionalDependencies });
  return ranges
    .filter(
      ([name, range]) =>
        /^(workspace|catalog|file|link):/.test(range) ||
        (/^@org\/(?!onnxruntime-)/.test(name) && /^=?\d/.test(range)),
    )
    .map(([name, range]) => `it depends on ${name} as ${range}`);
}

/** All packages that an install of all of ours brings. */
async function installedComponents(
  packages: readonly Packed[],
  npmrc: string,
): Promise<readonly Component[]> {
  const folder = join(scratch, 'all');
  mkdirSync(folder);
  writeFileSync(join(folder, '.npmrc'), npmrc);
  writeFileSync(join(folder, 'package.json'), '{ "name": "all", "version": "1.0.0" }\n');
  const names = packages.map(({ manifest }) => manifest.name);
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  await run('npm', ['i', ...quiet, ...names], { cwd: folder });
  const { stdout } = await run('npm', ['sbom', '--sbom-format', 'cyclonedx'], {
    cwd: folder,
    maxBuffer: 2 ** 28,
  });
  if (sbom !== undefined) writeFileSync(sbom, stdout);
  const { components } = JSON.parse(stdout) as { readonly components: readonly Component[] };
  return components;
}
