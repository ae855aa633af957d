import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'vite';

/** ONNX Runtime imports them where it runs in Node. */
const modulesOfNode = ['module', 'worker_threads'];

const config: UserConfig = defineConfig({
  root: fileURLToPath(new URL('browser', import.meta.url)),
  // Any folder of a web server may hold the page.
  base: './',
  resolve: { conditions: ['@org/source', 'browser', 'import', 'default'] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: fileURLToPath(new URL('dist', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    // The sample and WebAssembly stay files.
    assetsInlineLimit: 0,
    // A test bounds what is sent.
    chunkSizeWarningLimit: 2000,
  },
  worker: { format: 'es', rolldownOptions: { external: modulesOfNode } },
});

export default config;
