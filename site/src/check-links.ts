import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { repositoryFolder } from './repository.js';

type Node = DefaultTreeAdapterTypes.ChildNode | DefaultTreeAdapterTypes.Document;

const site = join(repositoryFolder, 'site/dist');

interface ReadPage {
  readonly ids: ReadonlySet<string>;
  readonly links: readonly string[];
}

/** Checks every link, picture and anchor between the pages of the built site. VitePress itself checks no anchors. */
const pages = new Map(
  readdirSync(site, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.html'))
    .map((name) => [join(site, name), readPage(join(site, name))] as const),
);
const problems = [...pages].flatMap(([path, { links }]) =>
  links.flatMap((link) => {
    const problem = problemOf(path, link);
    return problem === undefined ? [] : [`${relative(site, path)}: ${link} ${problem}`];
  }),
);
const links = [...pages.values()].reduce((sum, page) => sum + page.links.length, 0);
console.log(`${pages.size} pages, ${links} links inside the site, ${problems.length} dead`);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

function readPage(path: string): ReadPage {
  const ids = new Set<string>();
  const found: string[] = [];
  const visit = (node: Node): void => {
    if ('attrs' in node) {
      for (const { name, value } of node.attrs) {
        if (name === 'id') ids.add(value);
        const isLink = name === 'href' || name === 'src';
        if (isLink && !/^(?:[a-z]+:|\/\/)/.test(value)) found.push(value);
      }
    }
    if ('childNodes' in node) for (const child of node.childNodes) visit(child);
  };
  visit(parse(readFileSync(path, 'utf8')));
  return { ids, links: found };
}

function problemOf(from: string, link: string): string | undefined {
  const [path = '', hash = ''] = decodeURI(link).split('#');
  const base = path.startsWith('/') ? site : dirname(from);
  const target = path === '' ? from : pathOf(join(base, path));
  const page = pages.get(target);
  if (page === undefined) {
    return statSync(target, { throwIfNoEntry: false })?.isFile() ? undefined : 'does not exist';
  }
  return hash === '' || page.ids.has(hash) ? undefined : 'has no such place';
}

function pathOf(path: string): string {
  if (path.endsWith('/')) return join(path, 'index.html');
  return /\.\w+$/.test(path) ? path : `${path}.html`;
}
