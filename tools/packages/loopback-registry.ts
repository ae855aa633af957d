import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Packed } from './packed.js';

export interface LoopbackRegistry {
  /** The lines of an `.npmrc` that take our packages from here; all others come from npm's registry. */
  readonly npmrc: string;
  readonly url: string;
  close(): Promise<void>;
}

/** Serves packed packages on the loopback interface, as npm's registry would. It takes none. */
export async function startLoopbackRegistry(
  packages: readonly Packed[],
  port = 0,
): Promise<LoopbackRegistry> {
  const byName = new Map(packages.map((one) => [one.manifest.name, one]));
  const server = createServer(({ method, url = '' }, response) => {
    const [, name = '', file] = /^\/(@org(?:\/|%2[fF])[^/]+)(\/-\/.*)?$/.exec(url) ?? [];
    const found = byName.get(decodeURIComponent(name));
    if (method !== 'GET' || found === undefined) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
    } else if (file === undefined) {
      const { port } = server.address() as AddressInfo;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(documentOf(found, `http://127.0.0.1:${port}`)));
    } else {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      createReadStream(found.tarball).pipe(response);
    }
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    npmrc: `@org:registry=${url}/\n`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function documentOf({ manifest, tarball }: Packed, url: string): object {
  const { name, version } = manifest;
  const integrity = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  const dist = { integrity, tarball: `${url}/${name}/-/${version}.tgz` };
  return {
    name,
    'dist-tags': { latest: version },
    versions: { [version]: { ...manifest, dist } },
  };
}
