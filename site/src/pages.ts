import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { repositoryFolder } from './repository.js';

/** A group of the site's contents: a heading and the Markdown files of the repository below it, in order. */
interface Group {
  readonly text: string;
  readonly files: readonly string[];
}

/** A page: a Markdown file of the repository, and its place on the site. */
export interface Page {
  /** The path of the file in the repository. */
  readonly file: string;
  /** The path on the site, with `.md`. */
  readonly place: string;
  readonly title: string;
}

const doc = (name: string) => `docs/${name}.md`;
const readme = (folder: string) => `${folder}/README.md`;

const written: readonly Group[] = [
  { text: 'Start', files: ['README.md', doc('first-model')] },
  {
    text: 'Concepts',
    files: [doc('masking'), doc('attention'), doc('splits-and-leaks'), doc('sampled-metrics')],
  },
  {
    text: 'Guides',
    files: [
      doc('own-data'),
      doc('tfrecords'),
      doc('datasets'),
      doc('choose-a-model'),
      doc('tune'),
      doc('serve'),
      doc('keep-it-fresh'),
      doc('rules'),
      doc('item-text'),
      doc('ratings'),
      doc('large-catalogues'),
      doc('engines'),
      doc('browser'),
    ],
  },
  {
    text: 'In production',
    files: [doc('models-in-production'), doc('operations'), readme('deploy')],
  },
  {
    text: 'Results',
    files: [readme('reproduce'), readme('benchmarks'), readme('search')],
  },
  {
    text: 'Coming from',
    files: [doc('from-recbole'), doc('from-rectools'), doc('from-tfjs-node')],
  },
  { text: 'Programs', files: [readme('apps/cli'), readme('apps/reference-server')] },
];

const folders = readdirSync(`${repositoryFolder}packages`).filter((name) =>
  existsSync(`${repositoryFolder}packages/${name}/README.md`),
);

const packages: Group = {
  text: 'Packages',
  files: folders.map((name) => readme(`packages/${name}`)),
};

const project: Group = {
  text: 'Project',
  files: [doc('architecture'), 'CONTRIBUTING.md', readme('datasets/movielens-small')],
};

const listed = new Set([...written, packages, project].flatMap(({ files }) => files));

/** Pages in `docs` that no group names, so that none is missing from the contents. */
const others: Group = {
  text: 'More guides',
  files: readdirSync(`${repositoryFolder}docs`)
    .filter((name) => name.endsWith('.md') && name !== 'index.md')
    .map((name) => `docs/${name}`)
    .filter((file) => !listed.has(file)),
};

const groups = [...written, others, packages, project].filter(({ files }) => files.length > 0);

/** The home page, which is in no group. */
const home: Page = { file: 'docs/index.md', place: 'index.md', title: 'Home' };

/** The contents of the site: groups of pages. */
export const contents: readonly { readonly text: string; readonly pages: readonly Page[] }[] =
  groups.map(({ text, files }) => ({ text, pages: files.map(pageOf) }));

/** All pages but those of the API reference. */
export const pages: readonly Page[] = [home, ...contents.flatMap((group) => group.pages)];

function pageOf(file: string): Page {
  const text = readFileSync(`${repositoryFolder}${file}`, 'utf8');
  const title = /^# (.+)$/m.exec(text)?.[1]?.replaceAll('`', '') ?? file;
  if (file === 'README.md') return { file, place: 'start.md', title: 'Start' };
  return { file, place: placeOf(file), title };
}

function placeOf(file: string): string {
  return file
    .replace(/^docs\//, '')
    .replace(/\/README\.md$/, '.md')
    .replace('CONTRIBUTING', 'contributing');
}
