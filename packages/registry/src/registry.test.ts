import '@tensorflow/tfjs-backend-cpu';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { saveArtifact } from '@org/artifact';
import { verifyArtifact } from '@org/artifact/files';
import { models } from '@org/models';
import { Catalogue } from '@org/seqrec-data';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { namedBy, readAliases } from './alias-file.js';
import { listModel, listModels } from './list-models.js';
import { prune } from './prune.js';
import { publish } from './publish.js';
import { removeAlias, rollback, setAlias } from './set-alias.js';

let root = '';
const versions: string[] = [];
const artifacts: string[] = [];
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'registry-test-'));
  const catalogue = new Catalogue(['a', 'b'].map((id, place) => ({ index: place + 1, id })));
  for (const seed of [1, 2, 3, 4]) {
    const model = await models.sasrec.build({ itemCount: 2, maxLength: 4, hiddenSize: 4, seed });
    const directory = join(root, `run-${seed}`);
    const content = { model, catalogue, popularity: [0, 3, 1], name: 'films' };
    versions.push((await saveArtifact(directory, content)).version);
    artifacts.push(directory);
    model.network.dispose();
  }
});
afterAll(() => rmSync(root, { recursive: true }));

let registry = '';
beforeEach(() => {
  registry = mkdtempSync(join(root, 'models-'));
});

const [first, second, third] = [0, 1, 2];
const artifact = (place: number) => artifacts[place] ?? '';
const version = (place: number) => versions[place] ?? '';
const current = async () => namedBy((await readAliases(registry, 'films')).get('current'))?.version;

/** Publishes versions and lets `current` name each in turn. */
async function serveInTurn(...places: readonly number[]): Promise<void> {
  for (const place of places) {
    await setAlias(registry, 'films', 'current', await publish(registry, artifact(place)));
  }
}

describe('publish', () => {
  it('copies the files of the artifact, and no others, under its name and version', async () => {
    writeFileSync(join(artifact(first), 'notes.txt'), 'mine');
    expect(await publish(registry, artifact(first))).toBe(version(first));
    const copy = join(registry, 'films', version(first));
    expect((await verifyArtifact(copy)).version).toBe(version(first));
    const copied = readdirSync(artifact(first)).filter((name) => name !== 'notes.txt');
    expect(readdirSync(copy)).toEqual(copied);
    expect(readFileSync(join(copy, 'config.json'))).toEqual(
      readFileSync(join(artifact(first), 'config.json')),
    );
    rmSync(join(artifact(first), 'notes.txt'));
  });

  it('of what is there changes nothing, and of what is damaged there mends it', async () => {
    await publish(registry, artifact(first), { name: 'shop' });
    const weights = join(registry, 'shop', version(first), 'weights.bin');
    truncateSync(weights, 3);
    await publish(registry, artifact(first), { name: 'shop' });
    await publish(registry, artifact(first), { name: 'shop' });
    expect(readFileSync(weights)).toEqual(readFileSync(join(artifact(first), 'weights.bin')));
    expect(readdirSync(registry)).toEqual(['shop']);
  });

  it('refuses a damaged artifact and leaves nothing of it', async () => {
    const damaged = join(root, 'damaged');
    await publish(damaged, artifact(first), { name: 'run' });
    const directory = join(damaged, 'run', version(first));
    truncateSync(join(directory, 'items.jsonl'), 5);
    await expect(publish(registry, directory)).rejects.toThrow(
      `${directory}/items.jsonl is not what config.json names`,
    );
    expect(readdirSync(join(registry, 'films'))).toEqual([]);
  });

  it.each(['', '..', '.hidden', 'a/b', 'x'.repeat(65), 'films\n'])(
    'refuses the name %j',
    async (name) => {
      await expect(publish(registry, artifact(first), { name })).rejects.toMatchObject({
        code: 'invalid-name',
        message: expect.stringContaining('is not a valid model name'),
      });
      expect(readdirSync(registry)).toEqual([]);
    },
  );

  it('refuses the same weights with other results', async () => {
    const model = await models.sasrec.build({ itemCount: 2, maxLength: 4, hiddenSize: 4, seed: 1 });
    const catalogue = new Catalogue(['a', 'b'].map((id, place) => ({ index: place + 1, id })));
    const other = join(root, 'other');
    const content = { model, catalogue, popularity: [0, 3, 1], name: 'films' };
    await saveArtifact(other, { ...content, metrics: { 'ndcg@10': 1 } });
    model.network.dispose();
    await publish(registry, artifact(first));
    await expect(publish(registry, other)).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('an alias', () => {
  it('names the version it was set to last, and goes back one at a time, not forth', async () => {
    await serveInTurn(first, second, third);
    expect(await current()).toBe(version(third));
    expect(await rollback(registry, 'films', 'current')).toEqual({
      from: version(third),
      to: version(second),
    });
    expect(await rollback(registry, 'films', 'current')).toEqual({
      from: version(second),
      to: version(first),
    });
    await expect(rollback(registry, 'films', 'current')).rejects.toMatchObject({
      code: 'no-earlier',
      message: `no earlier version to roll back to: films@current has only named ${version(first)}`,
    });
    expect(await current()).toBe(version(first));
  });

  it('may name again what was rolled back, and then goes back to what served before', async () => {
    await serveInTurn(first, second);
    await rollback(registry, 'films', 'current');
    await setAlias(registry, 'films', 'current', version(second));
    expect(await current()).toBe(version(second));
    expect((await rollback(registry, 'films', 'current')).to).toBe(version(first));
  });

  it('that is set to what it names has no new entry in its history', async () => {
    await serveInTurn(first, first);
    expect((await readAliases(registry, 'films')).get('current')).toHaveLength(1);
  });

  it('is not set to a version that is not there, nor to one that is none', async () => {
    await publish(registry, artifact(first));
    await expect(setAlias(registry, 'films', 'current', version(second))).rejects.toMatchObject({
      code: 'unknown',
      message: `${registry} holds no version ${version(second)} of films`,
    });
    await expect(setAlias(registry, 'films', 'current', '../films')).rejects.toMatchObject({
      code: 'invalid-name',
    });
    await expect(setAlias(registry, 'films', version(first), version(first))).rejects.toThrow(
      'is not a valid alias',
    );
    expect(await current()).toBeUndefined();
  });

  it('called as a property that every object has is like any other', async () => {
    await publish(registry, artifact(first));
    await expect(rollback(registry, 'films', 'constructor')).rejects.toThrow(
      'films has no alias constructor: it has none',
    );
    await setAlias(registry, 'films', 'constructor', version(first));
    expect([...(await readAliases(registry, 'films')).keys()]).toEqual(['constructor']);
  });

  it('is taken away by its name', async () => {
    await serveInTurn(first);
    await setAlias(registry, 'films', 'candidate', version(first));
    await removeAlias(registry, 'films', 'candidate');
    expect([...(await readAliases(registry, 'films')).keys()]).toEqual(['current']);
    await expect(removeAlias(registry, 'films', 'candidate')).rejects.toThrow(
      'films has no alias candidate: it has current',
    );
  });

  it('keeps every change of many at once', async () => {
    await publish(registry, artifact(first));
    const aliases = Array.from({ length: 20 }, (_, place) => `trial-${place}`);
    await Promise.all(aliases.map((alias) => setAlias(registry, 'films', alias, version(first))));
    expect([...(await readAliases(registry, 'films')).keys()].sort()).toEqual(aliases.sort());
  });

  it.each([
    ['{"formatVersion": 1', 'it is not JSON'],
    ['[]', 'Invalid input'],
    ['{"formatVersion": 2, "aliases": {}}', 'formatVersion: '],
    [
      '{"formatVersion": 1, "aliases": {"current": [{"version": "../x"}]}}',
      'aliases.current.0.version: ',
    ],
  ])('file that holds %s is refused in one sentence', async (text, reason) => {
    await publish(registry, artifact(first));
    writeFileSync(join(registry, 'films', 'aliases.json'), text);
    await expect(setAlias(registry, 'films', 'current', version(first))).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining(`aliases.json is not a valid alias file: ${reason}`),
    });
  });
});

describe('a registry', () => {
  it('lists models with versions, aliases and what is wrong with one', async () => {
    await serveInTurn(first, second);
    await publish(registry, artifact(third), { name: 'shop' });
    writeFileSync(join(registry, 'films', version(first), 'config.json'), '{');
    const listed = await listModels(registry);
    expect(listed.map(({ name, versions }) => [name, versions.length])).toEqual([
      ['films', 2],
      ['shop', 1],
    ]);
    const films = new Map(listed[0]?.versions.map((one) => [one.version, one]));
    expect(films.get(version(second))).toMatchObject({
      aliases: ['current'],
      config: { kind: 'sasrec', itemCount: 2 },
    });
    expect(films.get(version(first))).toMatchObject({
      aliases: [],
      problem: expect.stringContaining('config.json is not JSON'),
    });
    await expect(listModels(join(registry, 'nowhere'))).rejects.toMatchObject({ code: 'missing' });
  });

  it('is pruned of what no alias names or would go back to', async () => {
    await serveInTurn(first, second, third);
    await publish(registry, artifact(3));
    expect(await prune(registry, 'films', { keep: 2 })).toEqual([]);
    const deleted = await prune(registry, 'films', { keep: 0 });
    expect([...deleted].sort()).toEqual([version(first), version(3)].sort());
    const { versions } = await listModel(registry, 'films');
    expect(versions.map((one) => one.version).sort()).toEqual(
      [version(second), version(third)].sort(),
    );
    expect((await rollback(registry, 'films', 'current')).to).toBe(version(second));
    await expect(rollback(registry, 'films', 'current')).rejects.toThrow('holds no version');
  });
});
