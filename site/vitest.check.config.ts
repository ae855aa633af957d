import { mergeConfig } from 'vitest/config';
import base from '../vitest.base.js';

// What takes longer than tests may: commands, examples and the notebook of the pages, which run as readers run them.
export default mergeConfig(base, {
  test: { include: ['src/**/*.check.ts'], testTimeout: 900_000, fileParallelism: false },
});
