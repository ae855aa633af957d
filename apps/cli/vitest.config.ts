import { mergeConfig } from 'vitest/config';
import base from '../../vitest.base.js';

// A test starts up to ten processes of the built app, each of which loads an engine.
export default mergeConfig(base, {
  test: { globalSetup: ['src/testing/build-app.ts'], testTimeout: 120_000 },
});
