import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { sha256 } from '@org/files';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { type DownloadProgress, downloadTextEncoder } from './download-text-encoder.js';
import { loadTextEncoder } from './load-text-encoder.js';
import { goldenPath } from './testing/golden.js';

const NAMES = ['config.json', 'tokenizer.json', 'model.safetensors'];

describe('downloadTextEncoder', () => {
  let server: Server;
  let origin: string;
  let requests: string[] = [];
  let folder: string;
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const name = (request.url ?? '').slice(1);
      requests.push(name);
      if (name === 'broken') {
        response.writeHead(200, { 'content-length': 100 });
        response.write('only this');
        setTimeout(() => response.destroy(), 20);
        return;
      }
      const bytes = await readFile(goldenPath(`tiny-static/${name}`)).catch(() => undefined);
      response.writeHead(bytes === undefined ? 404 : 200);
      response.end(bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  beforeEach(() => {
    requests = [];
    folder = join(temporaryDirectory('test'), 'model');
  });

  const remoteFiles = async () =>
    Object.fromEntries(
      await Promise.all(
        NAMES.map(async (name) => {
          const bytes = await readFile(goldenPath(`tiny-static/${name}`));
          return [name, { url: `${origin}/${name}`, sha256: sha256(bytes) }] as const;
        }),
      ),
    );

  it('brings a model that loads, and downloads nothing again', async () => {
    const progress: DownloadProgress[] = [];
    await downloadTextEncoder(folder, await remoteFiles(), {
      onProgress: (event) => progress.push(event),
    });
    expect((await loadTextEncoder(folder)).size).toBe(16);
    const size = (await readFile(join(folder, 'model.safetensors'))).length;
    expect(progress.at(-1)).toEqual({ file: 'model.safetensors', done: size, total: undefined });
    expect(requests).toEqual(NAMES);
    await downloadTextEncoder(folder, await remoteFiles());
    expect(requests).toEqual(NAMES);
  });

  it('replaces a file of other bytes', async () => {
    await downloadTextEncoder(folder, await remoteFiles());
    await writeFile(join(folder, 'config.json'), '{}');
    await downloadTextEncoder(folder, await remoteFiles());
    expect(requests).toEqual([...NAMES, 'config.json']);
    expect((await loadTextEncoder(folder)).maxTokens).toBe(30);
  });

  const hash = '0'.repeat(64);
  it.each([
    ['other bytes', 'config.json', `/config.json has the SHA-256`],
    ['no such file', 'none', '/none cannot be downloaded: the server answers 404'],
    ['an answer that breaks off', 'broken', '/broken broke off after 9 bytes'],
  ])('leaves no file of %s, and says what came', async (_, path, message) => {
    const files = { 'config.json': { url: `${origin}/${path}`, sha256: hash } };
    await expect(downloadTextEncoder(folder, files)).rejects.toThrow(message);
    expect(await readdir(folder)).toEqual([]);
  });

  it('says why no server answers', async () => {
    const files = { 'config.json': { url: 'http://127.0.0.1:1/config.json', sha256: hash } };
    await expect(downloadTextEncoder(folder, files)).rejects.toThrow(
      /^http:\/\/127\.0\.0\.1:1\/config\.json cannot be downloaded: /,
    );
  });

  it('stops at a signal, and leaves nothing', async () => {
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    const run = downloadTextEncoder(folder, await remoteFiles(), { signal: stop.signal });
    await expect(run).rejects.toThrow('enough');
    expect(await readdir(folder)).toEqual([]);
  });

  it('refuses names outside of the folder, and hashes that are none', async () => {
    const url = `${origin}/config.json`;
    await expect(downloadTextEncoder(folder, { '../a': { url, sha256: hash } })).rejects.toThrow(
      "'../a' is not a file name",
    );
    await expect(downloadTextEncoder(folder, { a: { url, sha256: 'abc' } })).rejects.toThrow(
      "sha256 of a is 64 hexadecimal digits, got 'abc'",
    );
    expect(requests).toEqual([]);
  });
});
