import { beforeAll, describe, expect, it } from 'vitest';
import { exclusions } from './testing/conformance/exclusions.js';
import { runSpecs } from './testing/conformance/run-specs.js';
import type { SpecResult } from './testing/conformance/spec-result.js';

describe("tfjs-core's own specs", () => {
  let results: readonly SpecResult[] = [];
  let failed: readonly SpecResult[] = [];

  beforeAll(async () => {
    results = await runSpecs();
    failed = results.filter(({ status }) => status === 'failed');
    const passed = results.filter(({ status }) => status === 'passed').length;
    const pending = results.length - passed - failed.length;
    console.info(
      `tfjs-core's specs: ${results.length} run, ${passed} passed, ${failed.length} failed, ${pending} skip themselves`,
    );
  }, 240_000);

  it('are all there', () => {
    expect(results.length).toBeGreaterThan(4000);
  });

  it('pass, but for the listed exclusions', () => {
    const unexpected = failed.filter(({ name }) => exclusions[name] === undefined);
    expect(unexpected).toEqual([]);
  });

  it('leave no exclusion that would pass', () => {
    const names = new Set(failed.map(({ name }) => name));
    expect(Object.keys(exclusions).filter((name) => !names.has(name))).toEqual([]);
  });

  it('pass at least 99 in 100', () => {
    const passed = results.filter(({ status }) => status === 'passed').length;
    expect(passed / (passed + failed.length)).toBeGreaterThan(0.99);
  });
});
