import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { pages } from './pages.js';
import { codeAddress, repositoryFolder } from './repository.js';

const places = new Map(pages.map(({ file, place }) => [file, place]));

/**
 * Turns links between files of the repository into links of the site: to a page if the file, or the README of the folder,
 * is one, else to the code. A link to a file that does not exist stops the build.
 */
export function pageLinks(md: MarkdownRenderer): void {
  md.core.ruler.push('page-links', ({ tokens, env }) => {
    const file = relative(repositoryFolder, env.realPath ?? env.path);
    if (file.startsWith('docs/api/')) return;
    const links = tokens.flatMap(({ children }) => children ?? []);
    for (const link of links) {
      if (link.type !== 'link_open') continue;
      link.attrSet('href', siteLink(file, link.attrGet('href') ?? ''));
    }
  });
}

/**
 * Writes a drawing of `docs/figures` into the page, so that it takes the colours of the page. Its own colours, for where it
 * is shown by itself, are left out. Charts stay pictures.
 */
export function inlineFigures(md: MarkdownRenderer): void {
  const shown = md.renderer.rules.image;
  md.renderer.rules.image = (tokens, index, options, env, self) => {
    const image = tokens[index];
    const source = image?.attrGet('src') ?? '';
    if (!/^(?:\.\/)?figures\/.*\.svg$/.test(source) || image === undefined) {
      return shown?.(tokens, index, options, env, self) ?? '';
    }
    const svg = readFileSync(join(dirname(env.realPath ?? env.path), source), 'utf8');
    if (!svg.includes('class="figure"')) return shown?.(tokens, index, options, env, self) ?? '';
    return svg.replace(/<style>[\s\S]*?<\/style>/, '').replaceAll(/\n\s*/g, '');
  };
}

function siteLink(from: string, href: string): string {
  if (/^(?:[a-z]+:|#|\/)/.test(href)) return href;
  const [path = '', hash] = href.split('#');
  const target = normalize(join(dirname(from), decodeURI(path))).replace(/\/$/, '');
  const place = places.get(target) ?? places.get(join(target, 'README.md'));
  const anchor = hash === undefined ? '' : `#${hash}`;
  if (place !== undefined) return `/${place.replace(/(?:index)?\.md$/, '')}${anchor}`;
  if (!existsSync(repositoryFolder + target)) {
    throw new Error(`${from}: the link ${href} leads to ${target}, which does not exist`);
  }
  return `${codeAddress}/blob/main/${target}${anchor}`;
}
