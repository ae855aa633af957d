import '@tensorflow/tfjs-backend-cpu';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { saveArtifact } from '@org/artifact';
import { models } from '@org/models';
import { Random } from '@org/random';
import { Catalogue } from '@org/seqrec-data';
import { create, Header } from 'tar';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cachedArtifact, fetchArtifact } from './fetch-artifact.js';
import { type PackedArtifact, packArtifact } from './pack-artifact.js';

let root = '';
let model = '';
let version = '';
let packed: PackedArtifact;
let archive: Buffer;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'fetch-test-'));
  model = join(root, 'model');
  const catalogue = new Catalogue(['a', 'b'].map((id, place) => ({ index: place + 1, id })));
  const built = await models.sasrec.build({ itemCount: 2, maxLength: 4, hiddenSize: 4, seed: 1 });
  const content = { model: built, catalogue, popularity: [0, 3, 1], name: 'films' };
  version = (await saveArtifact(model, content)).version;
  built.network.dispose();
  writeFileSync(join(model, 'evaluation.json'), '{}');
  packed = await packArtifact(model, join(root, 'model.tar.gz'));
  archive = readFileSync(packed.file);
});
afterAll(() => rmSync(root, { recursive: true }));

let server: Server | undefined;
let base = '';
let requests: string[] = [];
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

/** Serves on this machine. */
async function serve(listener: RequestListener): Promise<string> {
  requests = [];
  const listening = createServer((request, response) => {
    requests.push(request.url ?? '');
    listener(request, response);
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  return base;
}

const serveBytes = (bytes: Uint8Array) => serve((_, response) => response.end(bytes));

let work = '';
let to = '';
beforeEach(() => {
  work = mkdtempSync(join(root, 'work-'));
  to = join(work, 'model');
});

/** What is said of a failed fetch, which leaves nothing behind. */
async function refusal(
  url: string,
  options: { readonly sha256?: string; readonly maxBytes?: number; readonly timeout?: number } = {},
): Promise<string> {
  const message: unknown = await fetchArtifact(url, { to, ...options }).then(
    () => 'it was fetched',
    (error: Error) => error.message,
  );
  expect(readdirSync(work)).toEqual([]);
  expect(message).not.toContain('\n');
  return String(message).replaceAll(base, 'BASE');
}

const filesOf = (directory: string) => readdirSync(directory).sort();
const artifactFiles = () => filesOf(model).filter((name) => name !== 'evaluation.json');

describe('packArtifact', () => {
  it('packs the files of the artifact and no others, in equal bytes each time', async () => {
    const again = await packArtifact(model, join(work, 'again.tgz'));
    expect(again).toEqual({ ...packed, file: again.file });
    expect(packed).toMatchObject({ version, bytes: archive.length });
    const names: string[] = [];
    const { list } = await import('tar');
    list({ file: packed.file, sync: true, onReadEntry: ({ path }) => names.push(path) });
    expect(names).toEqual(artifactFiles());
  });

  it('packs no damaged artifact', async () => {
    cpSync(model, to, { recursive: true });
    writeFileSync(join(to, 'weights.bin'), 'x');
    await expect(packArtifact(to, join(work, 'bad.tgz'))).rejects.toThrow(
      'is not what config.json',
    );
    expect(existsSync(join(work, 'bad.tgz'))).toBe(false);
  });
});

describe('fetchArtifact', () => {
  it('fetches a .tar.gz over HTTP, with its hash or without, and says its hash', async () => {
    const url = `${await serveBytes(archive)}/films.tar.gz`;
    const fetched = await fetchArtifact(url, { to });
    expect(fetched).toMatchObject({ directory: to, sha256: packed.sha256, config: { version } });
    for (const name of artifactFiles()) {
      expect(readFileSync(join(to, name))).toEqual(readFileSync(join(model, name)));
    }
    expect(filesOf(to)).toEqual(artifactFiles());
    await fetchArtifact(`${url}#sha256=${packed.sha256}`, { to: join(work, 'second') });
    await fetchArtifact(url, { to: join(work, 'third'), sha256: packed.sha256.toUpperCase() });
    expect(filesOf(work)).toEqual(['model', 'second', 'third']);
  });

  it('takes what other programs pack: a plain .tar, files in a folder, names that begin with ./', async () => {
    for (const [place, bytes] of [
      gunzipSync(archive),
      await create({ cwd: root }, ['model/']).concat(),
      await create({ cwd: model, gzip: true }, ['./']).concat(),
    ].entries()) {
      const url = `${await serveBytes(bytes)}/m`;
      const directory = join(work, String(place));
      expect((await fetchArtifact(url, { to: directory })).config.version).toBe(version);
      expect(filesOf(directory)).toEqual(artifactFiles());
      server?.close();
    }
  });

  it('fetches a folder file by file, whose hash is that of config.json', async () => {
    const url = await serve((request, response) => {
      response.end(readFileSync(join(model, (request.url ?? '').split('/').at(-1) ?? '')));
    });
    const { sha256 } = await fetchArtifact(`${url}/v1/films/`, { to });
    expect(filesOf(to)).toEqual(artifactFiles());
    expect(requests.sort()).toEqual(artifactFiles().map((name) => `/v1/films/${name}`));
    await fetchArtifact(`${url}/v1/films/#sha256=${sha256}`, { to: join(work, 'second') });
    rmSync(work, { recursive: true });
    mkdirSync(work);
    expect(await refusal(`${url}/v1/films/`, { sha256: packed.sha256 })).toBe(
      `BASE/v1/films/config.json is not what was wanted: its SHA-256 is ${sha256}, expected ${packed.sha256}`,
    );
  });

  it('reads file: URLs of an archive and of a folder', async () => {
    await fetchArtifact(pathToFileURL(packed.file).href, { to });
    await fetchArtifact(`${pathToFileURL(model).href}/`, { to: join(work, 'second') });
    expect(filesOf(join(work, 'second'))).toEqual(filesOf(to));
    rmSync(work, { recursive: true });
    mkdirSync(work);
    expect(await refusal('file:///nowhere/model.tar')).toBe(
      '/nowhere/model.tar cannot be read: there is no such file or directory',
    );
  });

  it('follows redirects, and ends where they lead in a circle or to another place than the web', async () => {
    const url = await serve(({ url }, response) => {
      const redirect = (location: string) => response.writeHead(302, { location }).end();
      if (url === '/a') redirect('/b');
      else if (url === '/b') response.end(archive);
      else if (url === '/out') redirect('http://models.example/x?key=secret');
      else if (url === '/file') redirect('file:///etc/passwd');
      else redirect('/circle');
    });
    await fetchArtifact(`${url}/a`, { to });
    rmSync(to, { recursive: true });
    expect(await refusal(`${url}/circle`)).toBe(
      'BASE/circle cannot be fetched: it redirects too often',
    );
    expect(requests.filter((path) => path === '/circle')).toHaveLength(6);
    expect(await refusal(`${url}/out`)).toBe(
      'http://models.example/x can be changed on the way: take https:, or add the hash of the content as #sha256=…',
    );
    expect(await refusal(`${url}/file`)).toBe(
      'BASE/file redirects to something other than an http: or https: URL',
    );
  });

  it('says what a server answers, and that none listens, without the secrets of the URL', async () => {
    const url = await serve(({ headers }, response) =>
      response.writeHead(headers.authorization === 'Basic YW5uOnBhc3M=' ? 403 : 401).end('no'),
    );
    const secret = url.replace('//', '//ann:pass@');
    expect(await refusal(`${secret}/model.tar.gz?X-Amz-Signature=secret`)).toBe(
      'BASE/model.tar.gz cannot be fetched: the server answers 403',
    );
    server?.close();
    server?.closeAllConnections();
    expect(await refusal(`${url}/model.tar.gz?key=secret`)).toBe(
      'BASE/model.tar.gz cannot be fetched: no server listens there',
    );
  });

  it.each<[string, (response: ServerResponse) => void]>([
    [
      'ends too early for its length',
      (response) => {
        response.writeHead(200, { 'content-length': archive.length });
        response.write(archive.subarray(0, 300), () => response.destroy());
      },
    ],
    [
      'breaks off in chunks',
      (response) => response.write(archive.subarray(0, 300), () => response.destroy()),
    ],
  ])('refuses an answer that %s', async (_, answer) => {
    const url = await serve((_, response) => answer(response));
    expect(await refusal(`${url}/model.tar.gz`)).toMatch(
      /^BASE\/model.tar.gz cannot be fetched: the (connection broke|answer ended too early)$/,
    );
  });

  it('gives up on a server that falls silent, before its answer or within', async () => {
    const silent = await serve(() => {});
    expect(await refusal(`${silent}/x`, { timeout: 100 })).toBe(
      'BASE/x cannot be fetched: no data came for 100 ms',
    );
    const halfway = await serve((_, response) => response.write(archive.subarray(0, 300)));
    expect(await refusal(`${halfway}/x`, { timeout: 100 })).toBe(
      'BASE/x cannot be fetched: no data came for 100 ms',
    );
  });

  it('refuses another content than that of the hash, whatever it is', async () => {
    for (const bytes of [gzipSync('x'), archive.subarray(0, 900), Buffer.from('<html>')]) {
      const url = await serveBytes(bytes);
      expect(await refusal(`${url}/m#sha256=${packed.sha256}`)).toMatch(
        /^BASE\/m is not what was wanted: its SHA-256 is [0-9a-f]{64}, expected [0-9a-f]{64}$/,
      );
    }
  });

  it('refuses an archive that is cut off or changed anywhere', async () => {
    const random = Random.of(15, 'archive');
    const tar = gunzipSync(archive);
    const damaged = [
      ...Array.from({ length: 30 }, () => archive.subarray(0, random.integer(archive.length))),
      ...Array.from({ length: 30 }, () => {
        const copy = Buffer.from(archive);
        const place = random.integer(copy.length);
        copy[place] = (copy[place] ?? 0) ^ (1 + random.integer(255));
        return copy;
      }),
      ...Array.from({ length: 30 }, () => tar.subarray(0, random.integer(tar.length - 2048))),
    ];
    let content: Uint8Array = archive;
    const url = await serve((_, response) => response.end(content));
    for (content of damaged) {
      const said = await fetchArtifact(`${url}/m`, { to }).then(
        // A bit of the header of gzip or tar, such as its time, says nothing of the content.
        ({ config }) => config.version,
        (error: Error) => error.message,
      );
      if (said === version) rmSync(to, { recursive: true });
      else expect(said.replaceAll(base, 'BASE')).toMatch(/^(BASE\/m|the files of BASE\/m)[^\n]+$/);
      expect(readdirSync(work)).toEqual([]);
    }
  });

  it.each([
    [
      'a path upwards',
      '../weights.bin',
      'File',
      '"../weights.bin", which is not a file of a model',
    ],
    [
      'an absolute path',
      '/tmp/weights.bin',
      'File',
      '"/tmp/weights.bin", which is not a file of a model',
    ],
    ['a deep path', 'a/b/c', 'File', '"a/b/c", which is not a file of a model'],
    ['a hidden file', '.bashrc', 'File', '".bashrc", which is not a file of a model'],
    [
      'a symbolic link',
      'weights.bin',
      'SymbolicLink',
      '"weights.bin", which is not a file of a model',
    ],
    ['a hard link', 'weights.bin', 'Link', '"weights.bin", which is not a file of a model'],
    ['a device', 'weights.bin', 'CharacterDevice', '"weights.bin", which is not a file of a model'],
  ] as const)('refuses an archive with %s', async (_, path, type, reason) => {
    const header = Buffer.alloc(512);
    new Header({
      path,
      type,
      size: 0,
      mode: 0o644,
      ...(type.endsWith('Link') && { linkpath: '/etc/passwd' }),
    }).encode(header);
    const tar = gunzipSync(archive);
    for (const bytes of [
      Buffer.concat([header, tar]),
      Buffer.concat([tar.subarray(0, -1024), header, Buffer.alloc(1024)]),
    ]) {
      const url = await serveBytes(bytes);
      expect(await refusal(`${url}/m`)).toBe(
        `BASE/m is not an archive of a model: it holds ${reason}`,
      );
      server?.close();
    }
    expect(existsSync('/tmp/weights.bin')).toBe(false);
  });

  it('refuses more bytes than a model may have, packed or unpacked', async () => {
    const url = await serveBytes(archive);
    expect(await refusal(`${url}/m`, { maxBytes: 1000 })).toBe(
      'BASE/m has more than 1000 bytes, which is more than a model may have',
    );
    const bomb = gzipSync(await create({ cwd: root }, ['model/']).concat());
    const unpacked = await serveBytes(bomb);
    expect(await refusal(`${unpacked}/m`, { maxBytes: bomb.length + 10 })).toBe(
      `the files of BASE/m have more than ${bomb.length + 10} bytes, which is more than a model may have`,
    );
  });

  it.each([
    ['models/films', 'the text is not a URL that can be fetched: expected an https: or file: URL'],
    [
      's3://bucket/model.tar.gz',
      's3: is not a URL that can be fetched: make a presigned https: URL',
    ],
    ['ftp://host/x', 'ftp: is not a URL that can be fetched'],
    ['http://models.example/x?key=secret', 'http://models.example/x can be changed on the way'],
    ['https://h/x#sha256=12', 'a SHA-256 hash has 64 hexadecimal digits, got 2 characters'],
    ['https://h/x#md5=12', 'https://h/x ends with #…: expected #sha256=…'],
  ])('refuses the URL %s', async (url, sentence) => {
    expect(await refusal(url)).toContain(sentence);
  });

  it('keeps a directory that holds the same model, and refuses one that holds anything else', async () => {
    const url = `${await serveBytes(archive)}/m`;
    await fetchArtifact(url, { to });
    writeFileSync(join(to, 'notes.txt'), 'mine');
    await fetchArtifact(url, { to });
    expect(readFileSync(join(to, 'notes.txt'), 'utf8')).toBe('mine');
    writeFileSync(join(to, 'weights.bin'), 'x');
    await expect(fetchArtifact(url, { to })).rejects.toThrow(
      `${to} holds other things: choose a new directory`,
    );
    expect(readFileSync(join(to, 'notes.txt'), 'utf8')).toBe('mine');
  });
});

describe('cachedArtifact', () => {
  it('takes what it has under the hash without the network, and mends what is damaged there', async () => {
    const url = `${await serveBytes(archive)}/m#sha256=${packed.sha256}`;
    const cache = join(work, 'cache');
    const first = await cachedArtifact(url, { cache });
    expect(await cachedArtifact(url, { cache })).toEqual(first);
    expect(requests).toEqual(['/m']);
    expect(readdirSync(cache)).toEqual([packed.sha256]);
    writeFileSync(join(first.directory, 'weights.bin'), 'x');
    expect(await cachedArtifact(url, { cache })).toEqual(first);
    expect(requests).toEqual(['/m', '/m']);
    expect(readFileSync(join(first.directory, 'weights.bin'))).toEqual(
      readFileSync(join(model, 'weights.bin')),
    );
  });

  it('fetches again what has no hash in its URL', async () => {
    const url = `${await serveBytes(archive)}/m`;
    const cache = join(work, 'cache');
    await cachedArtifact(url, { cache });
    expect((await cachedArtifact(url, { cache })).directory).toBe(join(cache, packed.sha256));
    expect(requests).toEqual(['/m', '/m']);
  });
});
