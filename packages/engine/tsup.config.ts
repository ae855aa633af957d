import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.js';

const config: ReturnType<typeof defineConfig> = defineConfig({
  ...library,
  entry: ['src/index.ts', 'src/engine-names.ts'],
  splitting: false,
  // An engine that the user installs, or does not.
  external: ['@org/tfjs-onnx'],
});

export default config;
