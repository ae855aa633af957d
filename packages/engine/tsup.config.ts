import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.js';

const config: ReturnType<typeof defineConfig> = defineConfig({
  ...library,
  // An engine that the user installs, or does not.
  external: ['@org/tfjs-onnx'],
});

export default config;
