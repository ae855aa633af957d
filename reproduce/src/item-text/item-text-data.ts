import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { writeFileAtomically } from '@org/files';
import { openSource, prepareDataset } from '@org/seqrec-data';
import { runsDirectory } from '../places.js';
import { Problem } from '../problem.js';

/** The data sets with titles, or with other attributes of items. */
export const textDataNames = [
  'online-retail',
  'amazon2014-beauty',
  'ml-1m',
  'kuairand-pure',
] as const;
export type TextDataName = (typeof textDataNames)[number];

export interface TextData {
  /** Settings of the section `data` of `seqrec train`. */
  readonly settings: {
    readonly format: 'csv' | 'kuairand';
    readonly files: readonly string[];
    readonly userColumn?: string;
    readonly itemColumn?: string;
    readonly timestampColumn?: string;
    readonly items?: string;
    readonly itemAttributes?: readonly string[];
  };
  /** Whether items have titles. */
  readonly titles: boolean;
  /** The categories and numbers of items, with their kinds; none if there are only titles. */
  readonly features: readonly string[];
  /** Negatives of a step by the sampled softmax, for more than 10,000 items; else the loss is the full softmax. */
  readonly negatives?: number;
}

/** The data of one table, in the folder ORG_DATA. */
export async function textData(name: TextDataName): Promise<TextData> {
  const folder = process.env.ORG_DATA;
  if (folder === undefined || !existsSync(join(folder, name))) {
    throw new Problem(`set ORG_DATA to a folder that holds ${name}`);
  }
  if (name === 'kuairand-pure') {
    return {
      settings: { format: 'kuairand', files: [join(folder, name)] },
      titles: false,
      features: ['tags', 'type', 'author', 'milliseconds:buckets'],
    };
  }
  const columns = { format: 'csv', userColumn: 'user_id', timestampColumn: 'timestamp' } as const;
  if (name === 'ml-1m') {
    return {
      settings: {
        ...{ ...columns, files: [join(folder, name, 'ratings_full.csv.gz')] },
        ...{ itemColumn: 'movie_id', items: await writeMovies(join(folder, name)) },
        itemAttributes: ['plot', 'genres', 'year'],
      },
      titles: true,
      features: ['genres', 'year:buckets'],
    };
  }
  return {
    settings: {
      ...{ ...columns, files: [join(folder, name, 'interactions.csv.gz')] },
      ...{ itemColumn: 'item_id', items: join(folder, name, 'items.csv.gz') },
    },
    titles: true,
    features: [],
    ...(name === 'amazon2014-beauty' && { negatives: 256 }),
  };
}

/** The titles, genres, years and plots of MovieLens-1M as JSON Lines. */
async function writeMovies(folder: string): Promise<string> {
  const plots = new Map<string, string>();
  const lines = createInterface({
    input: createReadStream(join(folder, 'plots_movies_extrainfos.dat.gz')).pipe(createGunzip()),
  });
  for await (const line of lines) {
    const fields = line.split('::');
    const [id = ''] = fields;
    const plot = fields[9]?.trim() ?? '';
    if (plot !== '') plots.set(id, plot);
  }
  const movies = (await readFile(join(folder, 'movies.dat'), 'latin1')).trim().split(/\r?\n/);
  const items = movies.map((line) => {
    const [id = '', title = '', genres = ''] = line.split('::');
    const [, year] = /\((\d{4})\)$/.exec(title.trim()) ?? [];
    return JSON.stringify({
      ...{ id, title, genres: genres.split('|'), plot: plots.get(id) },
      ...(year !== undefined && { year: Number(year) }),
    });
  });
  const file = join(runsDirectory, 'item-text', 'ml-1m-items.jsonl');
  await writeFileAtomically(file, `${items.join('\n')}\n`);
  return file;
}

export interface Cuts {
  readonly validationFrom: number;
  readonly testFrom: number;
}

/** The moments after which the last 10 % of the events happened, and the last 5 %. */
export async function cutsOf({
  settings: { files, format, userColumn, itemColumn, timestampColumn },
}: TextData): Promise<Cuts> {
  const source = await openSource({
    path: files,
    format,
    columns: {
      ...(userColumn && { user: userColumn }),
      ...(itemColumn && { item: itemColumn }),
      ...(timestampColumn && { timestamp: timestampColumn }),
    },
  });
  const { sequences } = await prepareDataset(source);
  const times = Float64Array.from(sequences.timestamps ?? [], Number).sort();
  const at = (share: number) => times[Math.floor(share * times.length)] as number;
  return { validationFrom: at(0.9), testFrom: at(0.95) };
}
