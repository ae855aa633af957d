import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, launchChromium } from '../../../testing/chromium.js';
import { pageScript } from '../../../testing/page-script.js';
import { recordBytes } from './testing/record-bytes.js';

// The page's script: reads a file, given as a URL, in each way that a page has.
const page = `
import { decodeExample, decodeSequenceExample, readRecords, TFRecordError } from './web.js';
import { featuresToJson, sequenceToJson } from './testing/golden-json.js';

const inputs = {
  response: (url) => fetch(url),
  stream: async (url) => (await fetch(url)).body,
  buffer: async (url) => (await fetch(url)).arrayBuffer(),
  blob: async (url) => (await fetch(url)).blob(),
  file: async (url) => new File([await (await fetch(url)).blob()], 'picked.tfrecord'),
};
const exact = { int64: 'bigint' };
const forms = {
  hex: (record) => Array.from(record, (byte) => byte.toString(16).padStart(2, '0')).join(''),
  examples: (record) => featuresToJson(decodeExample(record, exact)),
  sequences: (record) => sequenceToJson(decodeSequenceExample(record, exact)),
};
const asJson = (value) => JSON.stringify(value, (_, part) => (Object.is(part, -0) ? '-0' : part));
globalThis.readInPage = async (url, as, form) => {
  const records = [];
  try {
    for await (const record of readRecords(await inputs[as](url))) records.push(forms[form](record));
    return asJson({ records });
  } catch (error) {
    const { code, file } = error instanceof TFRecordError ? error : { code: String(error) };
    return asJson({ records, code, file });
  }
};`;

/** Minified, 16 KB when this was written. */
const MOST_BYTES = 20_000;

const golden = (name: string): Buffer =>
  readFileSync(new URL(`../golden/${name}`, import.meta.url));
const expected = (name: string): unknown[] =>
  golden(`${name}.jsonl`)
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
const dataUrl = (bytes: Uint8Array): string =>
  `data:application/octet-stream;base64,${Buffer.from(bytes).toString('base64')}`;

it('a page that reads TFRecords bundles no module of Node, in at most 20 KB', async () => {
  const script = await pageScript(page, import.meta.dirname);
  expect(script).toContain('readInPage');
  expect(script).not.toContain('Buffer.');
  expect(script.length).toBeLessThan(MOST_BYTES);
});

const inChromium = hasChromium('reading in a page');

describe.skipIf(!inChromium)('Chromium', () => {
  let browser: Browser | undefined;
  let read: (bytes: Uint8Array, as: string, form: string) => Promise<ReadInPage>;

  interface ReadInPage {
    readonly records: unknown[];
    readonly code?: string;
    readonly file?: string;
  }

  beforeAll(async () => {
    browser = await launchChromium();
    const tab = await browser.newPage();
    await tab.addScriptTag({ content: await pageScript(page, import.meta.dirname) });
    // As JSON, which can hold a feature named __proto__.
    read = async (bytes, as, form) => {
      const json = await tab.evaluate(
        (given) => {
          const { readInPage } = globalThis as unknown as {
            readInPage: (...input: string[]) => Promise<string>;
          };
          return readInPage(...given);
        },
        [dataUrl(bytes), as, form],
      );
      return JSON.parse(json, (_, part: unknown) => (part === '-0' ? -0 : part)) as ReadInPage;
    };
  }, 120_000);
  afterAll(() => browser?.close());

  it.each(['response', 'stream', 'buffer', 'blob', 'file'])(
    'decodes the golden files of TensorFlow from a %s',
    async (as) => {
      expect(await read(golden('examples.tfrecord'), as, 'examples')).toEqual({
        records: expected('examples'),
      });
      expect(await read(golden('unusual.tfrecord'), as, 'examples')).toEqual({
        records: expected('unusual'),
      });
      expect(await read(golden('sequence-examples.tfrecord'), as, 'sequences')).toEqual({
        records: expected('sequence-examples'),
      });
      for (const name of ['examples-gzip', 'examples-zlib']) {
        expect(await read(golden(`${name}.tfrecord`), as, 'examples')).toEqual({
          records: expected('examples'),
        });
      }
    },
  );

  it('keeps what gzip data hold before damage or an early end, and says which it is', async () => {
    // Bytes that do not repeat, so that the file is longer than what damage can lose.
    const record = Uint8Array.from({ length: 4000 }, (_, i) => (i * i * 31 + (i >> 3) * 7) % 251);
    const records = Array.from({ length: 200 }, (_, i) => record.map((byte) => (byte * i) % 256));
    const whole = gzipSync(recordBytes(records));
    const cut = await read(whole.subarray(0, whole.length - 20), 'file', 'hex');
    expect(cut).toMatchObject({ code: 'truncated', file: 'picked.tfrecord' });
    const flipped = Uint8Array.from(whole);
    flipped.fill(0xff, whole.length - 4000, whole.length - 3000);
    const damaged = await read(flipped, 'blob', 'hex');
    expect(damaged).toMatchObject({ code: 'bad-compression', file: '<blob>' });
    for (const { records: found } of [cut, damaged]) {
      expect(found.length).toBeGreaterThan(0);
      expect(found).toEqual(
        records.slice(0, found.length).map((bytes) => Buffer.from(bytes).toString('hex')),
      );
    }
  });
});
