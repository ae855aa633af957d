/**
 * Checks all imports against the arrows of `docs/architecture.md`:
 *
 *   pnpm check:dependencies
 *
 * The page's tables are the rules. First, this compares them with the manifests of the packages, so that page,
 * manifests and imports agree. Exit code 1 if something is wrong.
 */
import { builtinModules } from 'node:module';
import { cruise, format, type ICruiseResult } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { readArchitecture, readManifest } from './architecture-page.js';
import { filesWithoutNode, filesWithoutTensorFlow, importRules } from './rules.js';
import { pathsTo } from './start-up.js';

const root = new URL('../../', import.meta.url);

async function main(): Promise<number> {
  process.chdir(root.pathname);
  const architecture = readArchitecture(root);
  const manifests = architecture.layers.map(({ name }) => readManifest(name, root));
  const { output } = await cruise(
    ['packages', 'apps', 'reproduce', 'benchmarks', 'testing', 'tools'],
    {
      ruleSet: { forbidden: importRules(architecture, manifests) },
      validate: true,
      // Imports of types are dependencies too.
      tsPreCompilationDeps: true,
      doNotFollow: { path: 'node_modules' },
      exclude: { path: '^[^/]+/[^/]+/(dist|\\.vitest)/' },
    },
    {
      conditionNames: ['@org/source', 'node', 'import', 'types', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
    { tsConfig: extractTSConfig('tsconfig.json') },
  );
  // An object, because we named no output type.
  const result = output as ICruiseResult;
  const report = await format(result, { outputType: 'err' });
  console.log(String(report.output).trim());
  const loaded = pathsTo(
    (file) => file.includes('/@tensorflow/'),
    [...filesWithoutTensorFlow(architecture, manifests), 'apps/cli/src/main.ts'],
    result.modules,
  );
  for (const path of loaded) console.log(`error loads TensorFlow.js: ${path.join(' → ')}`);
  const ofNode = pathsTo(
    (file) => builtinModules.includes(file.replace(/^node:/, '')),
    filesWithoutNode(architecture, manifests),
    result.modules,
  );
  for (const path of ofNode) console.log(`error loads a module of Node: ${path.join(' → ')}`);
  return report.exitCode + loaded.length + ofNode.length;
}

try {
  process.exitCode = (await main()) === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
