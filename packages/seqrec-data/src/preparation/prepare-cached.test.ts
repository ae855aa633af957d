import { existsSync, mkdtempSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../../testing/temporary-directory.js';
import { interactionSource } from '../sources/interaction-source.js';
import { openSource } from '../sources/open-source.js';
import { type PrepareCachedOptions, prepareCached, prepareStored } from './prepare-cached.js';

const root = temporaryDirectory();

/** A source file, a cache, and a function that prepares the file and returns whether it was cached. */
function workplace(text: string) {
  const directory = mkdtempSync(join(root, 'c-'));
  const path = join(directory, 'data.txt');
  const cache = join(directory, 'cache');
  writeFileSync(path, text);
  const prepare = async (options: Omit<PrepareCachedOptions, 'cache'> = {}) => {
    let reads = 0;
    const source = await openSource({ path, format: 'sasrec' });
    const counting = {
      ...source,
      interactions: (...given: Parameters<typeof source.interactions>) => {
        reads += 1;
        return source.interactions(...given);
      },
    };
    const result = await prepareCached(counting, { cache, ...options });
    expect(result.cached).toBe(reads === 0);
    return result;
  };
  return { path, cache, prepare };
}

/** Makes a file look as if it changed long ago; the time of the inode cannot be set. */
const age = (path: string) => utimesSync(path, 1e9, 1e9);

describe('prepareStored', () => {
  it('finds what prepareCached wrote, and notices a file that was damaged', async () => {
    const { path, cache, prepare } = workplace('1 1\n1 2\n2 2\n');
    const source = await openSource({ path, format: 'sasrec' });
    const { directory, dataset } = await prepare();
    const stored = await prepareStored(source, { cache });
    expect(stored).toEqual({ directory, manifest: dataset.manifest, cached: true });
    truncateSync(join(directory, 'sequences.arrow'), 100);
    expect(await prepareStored(source, { cache })).toEqual({ ...stored, cached: false });
    expect((await prepare()).cached).toBe(true);
  });
});

describe('prepareCached', () => {
  it('prepares once, and gives the same dataset the second time', async () => {
    const { prepare } = workplace('1 1\n1 2\n2 2\n');
    const first = await prepare();
    const second = await prepare();
    expect([first.cached, second.cached]).toEqual([false, true]);
    expect(second.directory).toBe(first.directory);
    expect(second.dataset.manifest).toEqual(first.dataset.manifest);
    expect(second.dataset.sequences).toEqual(first.dataset.sequences);
  });

  it('notices a changed source, even of the same size and time', async () => {
    const { path, prepare } = workplace('1 1\n1 2\n');
    age(path);
    const first = await prepare();
    writeFileSync(path, '1 1\n1 3\n');
    age(path);
    const second = await prepare();
    expect(second.cached).toBe(false);
    expect(second.dataset.manifest.contentHash).not.toBe(first.dataset.manifest.contentHash);
    writeFileSync(path, '1 1\n1 2\n');
    expect((await prepare()).directory).toBe(first.directory);
  });

  it('keeps one dataset for each set of options', async () => {
    const { prepare } = workplace('1 1\n1 2\n2 2\n');
    const { directory } = await prepare();
    expect((await prepare({ filters: { core: { items: 2 } } })).cached).toBe(false);
    expect((await prepare({ split: { kind: 'leave-one-out' } })).cached).toBe(false);
    const same = await prepare({ filters: { duplicates: 'keep-all', core: { users: 1 } } });
    expect(same).toMatchObject({ directory, cached: true });
  });

  it('prepares a damaged dataset again', async () => {
    const { prepare } = workplace('1 1\n1 2\n');
    const { directory } = await prepare();
    writeFileSync(join(directory, 'sequences.arrow'), 'x');
    expect((await prepare()).cached).toBe(false);
    expect((await prepare()).cached).toBe(true);
  });

  it('does not hash an old file again, and accepts a damaged fingerprint', async () => {
    const { path, cache, prepare } = workplace('1 1\n1 2\n');
    await prepare();
    expect(existsSync(join(cache, 'fingerprints'))).toBe(true);
    const { describeOnce } = await import('./file-fingerprint.js');
    const { sha256 } = await describeOnce(path, cache);
    const { createHash } = await import('node:crypto');
    const name = createHash('sha256').update(path).digest('hex').slice(0, 32);
    const memory = join(cache, 'fingerprints', `${name}.json`);
    const { statSync } = await import('node:fs');
    const { size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    const changed = `${mtimeNs} ${ctimeNs}`;
    const remember = (hashedAt: number) =>
      writeFileSync(
        memory,
        JSON.stringify({ size: Number(size), changed, hashedAt, sha256: 'old' }),
      );
    remember(Date.now() + 10_000);
    expect((await describeOnce(path, cache)).sha256).toBe('old');
    // Hashed right after the change, when a second change would be invisible.
    remember(Date.now());
    expect((await describeOnce(path, cache)).sha256).toBe(sha256);
    writeFileSync(memory, '{');
    expect((await describeOnce(path, cache)).sha256).toBe(sha256);
  });

  it('can prepare the same data several times at once', async () => {
    const { prepare } = workplace('1 1\n1 2\n');
    const results = await Promise.all(Array.from({ length: 6 }, () => prepare()));
    expect(new Set(results.map(({ directory }) => directory)).size).toBe(1);
    expect((await prepare()).cached).toBe(true);
  });

  it('reports that the dataset was cached', async () => {
    const { prepare } = workplace('1 1\n');
    const told: string[] = [];
    const onEvent = (event: { readonly type: string; readonly cached?: boolean }) =>
      told.push(`${event.type} ${event.cached ?? ''}`);
    await prepare();
    await prepare({ onEvent });
    expect(told).toEqual(['prepared true']);
  });

  it('prepares a source without files each time, and finds its dataset by its content', async () => {
    const source = interactionSource([{ user: 1, item: 1 }]);
    const { directory, cached, dataset } = await prepareCached(source, { cache: root });
    expect(cached).toBe(false);
    expect((await prepareCached(source, { cache: root })).cached).toBe(false);
    const { contentHash } = dataset.manifest;
    const changed = interactionSource([{ user: 1, item: 2 }]);
    const kept = await prepareCached(changed, { cache: root, contentHash });
    expect(kept).toMatchObject({ cached: true, directory, dataset: { manifest: { contentHash } } });
    const anew = await prepareCached(changed, { cache: root, contentHash: 'of nothing here' });
    expect(anew.cached).toBe(false);
    expect(anew.directory).not.toBe(directory);
  });
});
