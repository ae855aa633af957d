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
    // Loaded when a source, a store or an executor needs them, where they are installed.
    external: ['@duckdb/node-api', 'postgres', 'libsql', '@redis/client', 'bullmq', 'ioredis'],
    esbuildOptions(options) {
      options.conditions = ['@org/source'];
    },
  };
}
