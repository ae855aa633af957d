import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { defineConfig, type Plugin } from 'vitepress';
import { figureColours } from '../src/figures/colours.js';
import { inlineFigures, pageLinks } from '../src/page-links.js';
import { contents, pages } from '../src/pages.js';
import { codeAddress, repositoryFolder } from '../src/repository.js';

const fromVitepress = createRequire(createRequire(import.meta.url).resolve('vitepress'));
const vue = dirname(fromVitepress.resolve('vue/package.json'));

/** Pages outside this folder cannot find Vue, which only VitePress depends on, when they are rendered to HTML. */
const vueOfVitePress: Plugin = {
  name: 'vue-of-vitepress',
  enforce: 'pre',
  resolveId(source, _, { ssr }) {
    if (!ssr || !/^vue(?:\/server-renderer)?$/.test(source)) return undefined;
    return { id: join(vue, source.slice('vue'.length), 'index.mjs'), external: 'absolute' };
  },
};

const link = (place: string) => `/${place.replace(/\.md$/, '')}`;

const reference = `${repositoryFolder}docs/api/@org`;
const referencePages = existsSync(reference)
  ? readdirSync(reference)
      .map((file) => file.replace(/\.md$/, ''))
      .map((name) => ({ text: `@org/${name}`, link: `/api/@org/${name}` }))
  : [];

export default defineConfig({
  title: '@org',
  description: 'Sequential recommendation for TypeScript',
  lang: 'en',
  head: [['style', {}, figureColours(':root', '.dark')]],
  // The pages are the Markdown files of the repository, wherever they are.
  srcDir: '..',
  srcExclude: [
    '.changeset/**',
    '**/CHANGELOG.md',
    'packages/*/src/**',
    'runs/**',
    '.cache/**',
    'models/**',
  ],
  outDir: 'dist',
  rewrites: {
    ...Object.fromEntries(pages.map(({ file, place }) => [file, place])),
    'docs/api/:path*': 'api/:path*',
  },
  cleanUrls: false,
  lastUpdated: false,
  markdown: {
    theme: { light: 'github-light', dark: 'github-dark' },
    languageAlias: { crontab: 'ini', promql: 'text' },
    config: (md) => {
      pageLinks(md);
      inlineFigures(md);
    },
  },
  vite: {
    publicDir: 'site/public',
    plugins: [vueOfVitePress],
    build: { chunkSizeWarningLimit: 4_000 },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: { level: [2, 3] },
    nav: [
      { text: 'Start', link: '/start' },
      { text: 'Guides', link: '/own-data' },
      { text: 'API', link: '/api/' },
      { text: 'Results', link: '/reproduce' },
    ],
    sidebar: {
      '/api/': [{ text: 'API reference', link: '/api/', items: referencePages }],
      '/': contents.map(({ text, pages }) => ({
        text,
        collapsed: text === 'Packages',
        items: pages.map(({ place, title }) => ({ text: title, link: link(place) })),
      })),
    },
    socialLinks: [{ icon: 'github', link: codeAddress }],
    footer: { message: 'MIT licence' },
  },
});
