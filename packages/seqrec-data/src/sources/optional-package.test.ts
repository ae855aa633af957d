import { expect, test } from 'vitest';
import { loadPackage } from './optional-package.js';

const missing = 'a-package-that-is-not-there';

test('a package that is not installed is named with the command that installs it', async () => {
  // The message of Node.js; test runners resolve imports themselves.
  const absent = Object.assign(new Error(`Cannot find package '${missing}' imported from x.js`), {
    code: 'ERR_MODULE_NOT_FOUND',
  });
  await expect(
    loadPackage(missing, 'reading a.parquet', () => Promise.reject(absent)),
  ).rejects.toMatchObject({
    code: 'missing-package',
    message: `reading a.parquet needs the package ${missing}, which is not installed: npm i ${missing}`,
  });
});

test('a package that does not load is reported with the reason, on one line', async () => {
  const broken = new Error('no binary for this platform\nRequire stack: ...');
  await expect(
    loadPackage(missing, 'reading a.parquet', () => Promise.reject(broken)),
  ).rejects.toMatchObject({
    code: 'missing-package',
    message: `reading a.parquet needs the package ${missing}, which does not load: no binary for this platform`,
  });
});
