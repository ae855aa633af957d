import { readFileSync } from 'node:fs';
import { defineConfig, type Options } from 'tsup';

/** A library: one ESM file from `src/index.ts`. `tsc` writes its declarations (`build:types`). */
export const library: ReturnType<typeof defineConfig> = defineConfig({
  entry: ['src/index.ts'],
  format: 'esm',
  target: 'node20',
  platform: 'node',
  sourcemap: true,
  clean: true,
  silent: true,
});

/** A library of several entries. What they share is in one chunk, so that classes and registries exist once. */
export function libraryOf(...entry: string[]): ReturnType<typeof defineConfig> {
  return defineConfig({ ...library, entry });
}

/** An app: the workspace's packages bundled in from their sources, so that it needs no other build. */
export function application(entry: Record<string, string>): Options {
  return {
    entry,
    format: 'esm',
    target: 'node20',
    platform: 'node',
    sourcemap: true,
    clean: true,
    silent: true,
    noExternal: [/^@org\//],
    define: { BUNDLED_VERSIONS: JSON.stringify({ '@org/tfjs-onnx': versionOf('tfjs-onnx') }) },
    // Loaded when a source, a store or an executor needs them, where they are installed.
    external: ['@duckdb/node-api', 'postgres', 'libsql', '@redis/client', 'bullmq', 'ioredis'],
    esbuildOptions(options) {
      options.conditions = ['@org/source'];
    },
  };
}

/** An app in an image has its engine in its own file, without the package whose version it would read. */
function versionOf(name: string): string {
  const manifest = new URL(`packages/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
