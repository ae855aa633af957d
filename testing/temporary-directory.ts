import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

/** Creates a directory and removes it after the tests of the file or, with `'test'`, after the current test. */
export function temporaryDirectory(until: 'file' | 'test' = 'file'): string {
  const directory = mkdtempSync(join(tmpdir(), 'org-test-'));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  if (until === 'test') onTestFinished(remove);
  else afterAll(remove);
  return directory;
}
