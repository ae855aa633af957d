import '@tensorflow/tfjs-backend-cpu';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bert4rec } from '@org/bert4rec';
import { Random } from '@org/random';
import { Catalogue } from '@org/seqrec-data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyArtifact, verifyArtifact } from './artifact-files.js';
import { loadArtifact } from './load-artifact.js';
import { saveArtifact } from './save-artifact.js';

const kinds = { bert4rec: bert4rec.fromConfig };
const root = mkdtempSync(join(tmpdir(), 'artifact-damage-'));
const directory = join(root, 'model');
beforeAll(async () => {
  const catalogue = new Catalogue(
    [
      { index: 1, id: 'heat', title: 'Heat (1995)', attributes: { year: 1995 } },
      { index: 2, id: 7 },
    ],
    [{ id: 's72', title: 'Solaris (1972)' }],
  );
  const model = bert4rec({ itemCount: 2, maxLength: 4, hiddenSize: 4, layers: 1, heads: 2 });
  const metrics = { test: { 'ndcg@10': 0.25 } };
  const itemFeatures = [{ attribute: 'year', kind: 'number', mean: 1995, deviation: 1 }] as const;
  await saveArtifact(directory, {
    ...{ model, catalogue, popularity: [0, 3, 1], metrics, itemFeatures },
  });
  model.network.dispose();
});
afterAll(() => rmSync(root, { recursive: true }));

const files = [
  'MODEL_CARD.md',
  'config.json',
  'item-features.json',
  'items.jsonl',
  'metrics.json',
  'model.json',
  'popularity.json',
  'untrained-items.jsonl',
  'weights.bin',
];

/** What loading says; for the card, which it does not read, what checking says. */
async function outcome(file: string): Promise<string> {
  try {
    if (file === 'MODEL_CARD.md') await verifyArtifact(directory);
    else (await loadArtifact(directory, { kinds })).model.network.dispose();
    return 'accepted';
  } catch (error) {
    return (error as Error).message;
  }
}

it('these are all files of an artifact', () => {
  expect(readdirSync(directory)).toEqual(files);
});

describe.each(files)('an artifact with a damaged %s', (file) => {
  const path = join(directory, file);
  const whole = () => readFileSync(path);

  /** Tries each content in the place of the file, and expects a refusal in one sentence that names the file. */
  async function expectRefused(contents: Iterable<readonly [string, Uint8Array]>): Promise<void> {
    const bytes = whole();
    try {
      for (const [what, content] of contents) {
        writeFileSync(path, content);
        const message = await outcome(file);
        expect(message, what).toContain(path);
        expect(message, what).toMatch(/^[^\n]{20,400}[^.\n]$/);
      }
    } finally {
      writeFileSync(path, bytes);
    }
    expect(await outcome(file)).toBe('accepted');
  }

  it('is refused wherever the file was cut off', async () => {
    const bytes = whole();
    const step = Math.max(1, Math.floor(bytes.length / 150));
    const lengths = new Set([0, 1, bytes.length - 1]);
    for (let length = 0; length < bytes.length; length += step) lengths.add(length);
    await expectRefused(
      [...lengths].map((length) => [`${length} bytes`, bytes.subarray(0, length)] as const),
    );
  });

  it('is refused with any byte changed, and with bytes added', async () => {
    const bytes = whole();
    const random = Random.of(15, 'damage', file);
    const changed = Array.from({ length: 200 }, () => {
      const place = random.integer(bytes.length);
      const mask = 1 + random.integer(255);
      const copy = Uint8Array.from(bytes, (byte, i) => (i === place ? byte ^ mask : byte));
      return [`byte ${place} ^ ${mask}`, copy] as const;
    });
    await expectRefused([...changed, ['a space', Buffer.concat([bytes, Buffer.from(' ')])]]);
  });

  it('is not copied, and leaves nothing of a copy', async () => {
    const bytes = whole();
    const copy = join(root, 'copies', file);
    writeFileSync(path, bytes.subarray(0, -1));
    await expect(copyArtifact(directory, copy)).rejects.toThrow(path);
    expect(readdirSync(root).sort()).toEqual(
      file === 'config.json' ? ['model'] : ['copies', 'model'],
    );
    rmSync(join(root, 'copies'), { recursive: true, force: true });
    writeFileSync(path, bytes);
  });
});
