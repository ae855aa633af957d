import { afterEach, describe, expect, it, vi } from 'vitest';
import type { EngineEntry } from './engine-table.js';
import { loadEngine } from './load-engine.js';

/** An engine whose package is in the file of the app, and nowhere on disk. */
const bundled: EngineEntry = {
  ...{ name: 'cpu', package: '@org/bundled-engine', backend: 'cpu' },
  ...{ install: 'npm install it', native: false },
  load: () => import('@tensorflow/tfjs-backend-cpu'),
};

afterEach(() => vi.unstubAllGlobals());

describe('the version of an engine that is bundled into an app', () => {
  it('is the one that the build of the app defines', async () => {
    vi.stubGlobal('BUNDLED_VERSIONS', { '@org/bundled-engine': '1.2.3' });
    expect(await loadEngine(bundled, undefined)).toMatchObject({ version: '1.2.3' });
  });

  it('is unknown where the build defines none', async () => {
    expect(await loadEngine(bundled, undefined)).toMatchObject({ version: 'unknown' });
    vi.stubGlobal('BUNDLED_VERSIONS', { '@org/another': '1.2.3' });
    expect(await loadEngine(bundled, undefined)).toMatchObject({ version: 'unknown' });
  });
});
