import '@tensorflow/tfjs-backend-cpu';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bert4rec } from '@org/bert4rec';
import { Catalogue } from '@org/seqrec-data';
import { expect, it } from 'vitest';
import { killAt } from '../../../testing/kill.js';
import { loadArtifact } from './load-artifact.js';
import { saveArtifact } from './save-artifact.js';

const script = new URL('./testing/endless-writer.ts', import.meta.url);
const kinds = { bert4rec: bert4rec.fromConfig };

it('after a kill a model is whole or known not to be, and the next one leaves nothing else', async () => {
  const root = mkdtempSync(join(tmpdir(), 'artifact-kill-'));
  const directory = join(root, 'model');
  await killAt(script, [directory], { number: 2, moment: 3 });
  const loaded = await loadArtifact(directory, { kinds }).then(
    ({ model }) => {
      model.network.dispose();
      return 'whole';
    },
    (error) => error.code,
  );
  expect(['whole', 'corrupt']).toContain(loaded);

  const catalogue = new Catalogue(['a', 'b'].map((id, i) => ({ index: i + 1, id })));
  const model = bert4rec({ itemCount: 2, maxLength: 4, hiddenSize: 8, layers: 1, seed: 9 });
  const { version } = await saveArtifact(directory, { model, catalogue, popularity: [0, 3, 1] });
  model.dispose();
  const artifact = await loadArtifact(directory, { kinds });
  expect(artifact.config.version).toBe(version);
  artifact.model.network.dispose();
  expect(readdirSync(directory).filter((name) => name.startsWith('.'))).toEqual([]);
  expect(readdirSync(root)).toEqual(['model']);
  rmSync(root, { recursive: true });
});
