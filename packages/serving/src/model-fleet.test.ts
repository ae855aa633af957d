import '@tensorflow/tfjs-backend-cpu';
import { cpSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { saveArtifact } from '@org/artifact';
import { models } from '@org/models';
import { publish, removeAlias, setAlias } from '@org/registry';
import { Catalogue } from '@org/seqrec-data';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ModelFleet, type ModelFleetOptions } from './model-fleet.js';
import { callerWithin } from './served-model.js';
import { packedCode } from './testing/packed-code.js';

let root = '';
let whole = '';
const versions: string[] = [];
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'fleet-test-'));
  whole = join(root, 'whole');
  const catalogue = new Catalogue(['a', 'b'].map((id, place) => ({ index: place + 1, id })));
  for (const seed of [1, 2, 3]) {
    const model = await models.sasrec.build({ itemCount: 2, maxLength: 4, hiddenSize: 4, seed });
    const directory = join(root, `run-${seed}`);
    const content = { model, catalogue, popularity: [0, 3, 1], name: 'films' };
    versions.push((await saveArtifact(directory, content)).version);
    model.network.dispose();
    for (const name of ['films', 'shop']) await publish(whole, directory, { name });
  }
});
afterAll(() => rmSync(root, { recursive: true }));

/**
 * Threads without a model. The score of each item is the version as a number; a folder that holds a file `broken` is
 * unusable, and one with a file `slow` takes a second to load. A history that begins with 9 gets no answer.
 */
const script = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { existsSync } from 'node:fs';
    import { basename } from 'node:path';
    import { parentPort as port, workerData } from 'node:worker_threads';
    const version = basename(workerData.artifact);
    const ranked = {
      indices: Int32Array.of(1, 2),
      scores: Float32Array.of(parseInt(version.slice(0, 5), 16), 0),
    };
    port.on('message', ({ stop, id, work }) => {
      if (stop) process.exit(0);
      if (work.queries[0].history.items[0] === 9) return;
      port.postMessage({ kind: 'answer', id, ranked: work.queries.map(() => ranked) });
    });
    if (existsSync(workerData.artifact + '/slow')) await new Promise((done) => setTimeout(done, 1000));
    if (existsSync(workerData.artifact + '/broken')) {
      port.postMessage({ kind: 'unusable', reason: 'its weights are damaged' });
    } else {
      port.postMessage({ kind: 'loaded', details: {
        name: 'inside', version, kind: 'fake', maxLength: 5, engine: 'none', metrics: {},
        excludeSeen: true, untrained: [],
        popularity: ranked,
      }, items: ${packedCode}, ranking: { maxRows: 64, maxSlots: 1000, maxLength: 5, secondsPerRow: 0.0001 } });
    }
  `)}`,
);

let registry = '';
const fleets: ModelFleet[] = [];
beforeEach(() => {
  registry = mkdtempSync(join(root, 'models-'));
  cpSync(whole, registry, { recursive: true });
});
afterEach(async () => {
  for (const fleet of fleets.splice(0)) await fleet.stop(1000);
});

function start(options: Partial<ModelFleetOptions> = {}) {
  const seen: string[] = [];
  const fleet = new ModelFleet({
    ...{ registry, pollMs: 50 },
    host: { engine: 'cpu', script, requestTimeout: 300 },
    observer: {
      switched: ({ name, alias, version }) => seen.push(`${name}@${alias} ${version}`),
      refused: ({ name, alias }, reason) => seen.push(`${name}@${alias} refused: ${reason}`),
      freed: ({ version }) => seen.push(`freed ${version}`),
      experiment: (name, experiment) => seen.push(`${name} ${experiment?.name ?? 'ended'}`),
      experimentRefused: (name, reason) => seen.push(`${name} refused: ${reason}`),
    },
    ...options,
  });
  fleets.push(fleet);
  return { fleet, seen };
}

/** No request waits longer. */
const WAIT_MS = 2000;

const [first, second, third] = [0, 1, 2];
const version = (place: number) => versions[place] ?? '';
const name = (alias: string, place: number, model = 'films') =>
  setAlias(registry, model, alias, version(place));
const numberOf = (version: string) => Number.parseInt(version.slice(0, 5), 16);

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(5);
}

/** Asks for one list, and gives the version that the answer names and the one that computed it. */
async function ask(fleet: ModelFleet, reference?: string): Promise<readonly [string, number]> {
  const model = fleet.model(reference);
  await sleep(0);
  const history = { items: Int32Array.of(1) };
  const query = { history, k: 1, exclude: new Int32Array(0), excludeSeen: false };
  const [ranked] = await model.rank([query], callerWithin(WAIT_MS));
  return [model.version, ranked?.scores[0] ?? 0];
}

describe('a fleet', () => {
  it('answers every request while an alias is switched 20 times, and frees what was switched away from', async () => {
    await name('current', first);
    const { fleet, seen } = start({ host: { engine: 'cpu', script, requestTimeout: WAIT_MS } });
    await fleet.loaded;
    let swapping = true;
    const answered = new Map<string, number>();
    const client = async () => {
      while (swapping) {
        const [named, computed] = await ask(fleet);
        expect(computed).toBe(numberOf(named));
        answered.set(named, (answered.get(named) ?? 0) + 1);
      }
    };
    const clients = Promise.all(Array.from({ length: 200 }, client));
    for (let swap = 1; swap <= 20; swap += 1) {
      await name('current', swap % 2);
      await until(() => fleet.model().version === version(swap % 2));
      // The next swap comes after the version before was freed; most others take it back.
      if (swap % 7 === 0) await until(() => seen.at(-1)?.startsWith('freed') ?? false);
    }
    swapping = false;
    await clients;
    expect([...answered.keys()].sort()).toEqual([version(first), version(second)].sort());
    expect(seen.filter((line) => line.startsWith('films'))).toHaveLength(21);
    await until(() => seen.at(-1)?.startsWith('freed') ?? false);
    expect(fleet.list()).toMatchObject([{ name: 'films', alias: 'current', state: 'ready' }]);
  });

  it('serves each alias and version by its name, and says what there is where a name is wrong', async () => {
    await name('current', first);
    await name('candidate', second);
    await name('current', third, 'shop');
    const { fleet } = start();
    await fleet.loaded;
    expect(fleet.model('films').version).toBe(version(first));
    expect(fleet.model('films@candidate').version).toBe(version(second));
    expect(fleet.model(`films@${version(second)}`).version).toBe(version(second));
    expect([fleet.model('shop').name, fleet.model('shop').version]).toEqual([
      'shop',
      version(third),
    ]);
    expect(() => fleet.model()).toThrow('name one of the models that are served here: films, shop');
    expect(() => fleet.model('films@next')).toThrow(
      'there is no model "films@next" here: expected one of films@current, films@candidate, shop@current',
    );
    expect(() => fleet.model(`shop@${version(second)}`)).toThrow('there is no model');
  });

  it('counts the histories that wait for all of its models together', async () => {
    await name('current', first);
    await name('current', third, 'shop');
    const waiting: number[] = [];
    const observer = { waiting: (rows: number) => waiting.push(rows) };
    const { fleet } = start({ host: { engine: 'cpu', script, requestTimeout: 300, observer } });
    await fleet.loaded;
    const query = { history: { items: Int32Array.of(9) }, k: 1, excludeSeen: false };
    const caller = callerWithin(300);
    const held = fleet.model('films').rank([query], caller);
    await sleep(0);
    const behind = fleet.model('films').rank([query], caller);
    await ask(fleet, 'shop');
    expect(waiting.at(-1)).toBe(1);
    expect((await Promise.allSettled([held, behind])).map(({ status }) => status)).toEqual([
      'rejected',
      'rejected',
    ]);
    expect(waiting.at(-1)).toBe(0);
  });

  it('has a default where one is named', async () => {
    await name('current', third, 'shop');
    const { fleet } = start({ defaultName: 'films' });
    await fleet.loaded;
    expect(() => fleet.model()).toThrow('there is no model films so far: publish it');
    await name('current', first);
    await until(() => fleet.list().length === 2);
    await until(() => fleet.list().every(({ state }) => state === 'ready'));
    expect(fleet.model().name).toBe('films');
  });

  it('keeps what serves where the next version is broken, says why, and serves a repaired one', async () => {
    await name('current', first);
    const { fleet, seen } = start();
    await fleet.loaded;
    const broken = join(registry, 'films', version(second), 'broken');
    writeFileSync(broken, '');
    await name('current', second);
    await until(() => seen.length === 2);
    expect(seen[1]).toBe('films@current refused: its weights are damaged');
    expect(fleet.list()).toMatchObject([
      {
        ...{ version: version(first), state: 'ready' },
        refused: { version: version(second), reason: 'its weights are damaged' },
      },
    ]);
    expect([(await ask(fleet))[0], fleet.unready()]).toEqual([version(first), undefined]);
    rmSync(broken);
    await name('current', third);
    await name('current', second);
    await until(() => fleet.model().version === version(second));
    await until(() => fleet.list()[0]?.refused === undefined);
  });

  it('keeps what serves while the alias file cannot be read', async () => {
    await name('current', first);
    const { fleet, seen } = start();
    await fleet.loaded;
    truncateSync(join(registry, 'films', 'aliases.json'), 20);
    await until(() => seen.length === 2);
    expect(seen[1]).toMatch(/^films@current refused: .*aliases.json is not a valid alias file/);
    expect([(await ask(fleet))[0], fleet.unready()]).toEqual([version(first), undefined]);
  });

  it('is not ready before a model is, nor where none can be loaded, and says which', async () => {
    const { fleet } = start();
    await fleet.loaded;
    expect(fleet.unready()).toBe('the registry has no model with the alias current so far');
    expect(() => fleet.model()).toThrow('there is no model so far: publish one');
    writeFileSync(join(registry, 'films', version(first), 'broken'), '');
    writeFileSync(join(registry, 'films', version(first), 'slow'), '');
    await name('current', first);
    await until(() => fleet.list()[0]?.state === 'loading');
    expect(fleet.unready()).toBe('the model is still being loaded: try again in a moment');
    expect(() => fleet.model()).toThrow('the model films is still being loaded');
    await until(() => fleet.list()[0]?.state === 'failed');
    expect(fleet.unready()).toBe('no model can be loaded so far; the log has the reason');
    expect(() => fleet.model()).toThrow('the model films@current cannot be loaded so far');
    await name('current', second);
    await until(() => fleet.unready() === undefined);
    expect(fleet.model().version).toBe(version(second));
  });

  it('rolls back by one call, at once where the version before is still in memory', async () => {
    await name('current', first);
    await name('current', second);
    const { fleet, seen } = start();
    await fleet.loaded;
    expect(await fleet.rollback('films')).toMatchObject({
      version: version(first),
      state: 'ready',
    });
    expect((await ask(fleet))[0]).toBe(version(first));
    await expect(fleet.rollback('films')).rejects.toThrow('no earlier version to roll back to');
    await expect(fleet.rollback('shop')).rejects.toThrow('shop has no alias current');
    await name('current', second);
    await until(() => fleet.model().version === version(second));
    writeFileSync(join(registry, 'films', version(first), 'broken'), '');
    await fleet.rollback('films');
    expect((await ask(fleet))[0]).toBe(version(first));
    expect(seen.filter((line) => line.includes('refused'))).toEqual([]);
  });

  it('goes on with what serves where the version to roll back to is broken', async () => {
    await name('current', first);
    await name('current', second);
    const { fleet } = start();
    await fleet.loaded;
    writeFileSync(join(registry, 'films', version(first), 'broken'), '');
    await expect(fleet.rollback('films')).rejects.toMatchObject({
      code: 'unavailable',
      message: `films@current names ${version(first)} again, which cannot be served: its weights are damaged`,
    });
    expect((await ask(fleet))[0]).toBe(version(second));
  });

  it('serves a version of two aliases once, and an alias that is taken away no more', async () => {
    await name('current', first);
    await name('candidate', first);
    const { fleet, seen } = start();
    await fleet.loaded;
    expect(fleet.model('films@candidate')).toBe(fleet.model('films'));
    await removeAlias(registry, 'films', 'candidate');
    await until(() => fleet.list().length === 1);
    await sleep(500);
    expect((await ask(fleet))[0]).toBe(version(first));
    expect(seen.filter((line) => line.startsWith('freed'))).toEqual([]);
  });

  it('gives users the versions of their arms while an experiment runs, and others the first', async () => {
    await name('current', first);
    await name('candidate', second);
    await name('next', third);
    const write = (experiment: object) =>
      writeFileSync(join(registry, 'films', 'experiment.json'), JSON.stringify(experiment));
    const arms = [
      { alias: 'current', weight: 1 },
      { alias: 'candidate', weight: 1 },
    ];
    write({ formatVersion: 1, name: 'wider', arms, shadow: { alias: 'next', share: 1 } });
    const { fleet, seen } = start();
    await fleet.loaded;
    // As the golden values of `armOf` have it.
    const ann = fleet.assign('films', 'ann');
    expect([ann.model.version, ann.experiment, ann.shadow?.model.version]).toEqual([
      version(second),
      { name: 'wider', arm: 'candidate' },
      version(third),
    ]);
    expect(fleet.assign(undefined, 'bob').model.version).toBe(version(first));
    for (const assigned of [fleet.assign('films'), fleet.assign('films@current', 'ann')]) {
      expect([assigned.model.version, assigned.experiment]).toEqual([version(first), undefined]);
    }
    write({ formatVersion: 1, name: 'wider', arms: [] });
    await until(() => seen.at(-1)?.startsWith('films refused: ') ?? false);
    expect(fleet.assign('films', 'ann').experiment?.arm).toBe('candidate');
    await removeAlias(registry, 'films', 'candidate');
    await until(() => fleet.list().length === 2);
    const without = fleet.assign('films', 'ann');
    expect([without.model.version, without.experiment]).toEqual([version(first), undefined]);
    rmSync(join(registry, 'films', 'experiment.json'));
    await until(() => seen.at(-1) === 'films ended');
    expect(fleet.assign('films', 'bob').experiment).toBeUndefined();
  });

  it('drops the models of a folder that is deleted, and waits for a registry that is not there yet', async () => {
    rmSync(registry, { recursive: true });
    const { fleet } = start();
    await fleet.loaded;
    cpSync(whole, registry, { recursive: true });
    await name('current', first);
    await until(() => fleet.unready() === undefined);
    rmSync(join(registry, 'films'), { recursive: true });
    await until(() => fleet.list().length === 0);
    expect(() => fleet.model()).toThrow('there is no model so far');
  });
});
