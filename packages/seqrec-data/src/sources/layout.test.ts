import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../../testing/temporary-directory.js';
import { prepareDataset } from '../preparation/prepare-dataset.js';
import { collect } from '../testing/collect.js';
import { writeFiles } from '../testing/write-files.js';
import { openSource, type SourceOptions } from './open-source.js';

const directory = temporaryDirectory();

async function layoutOf(
  name: string,
  content: string | Uint8Array,
  options: Omit<SourceOptions, 'path'> = {},
) {
  const source = await openSource({ path: writeFiles(directory, { [name]: content }), ...options });
  await collect(source.interactions());
  return source.layout;
}

describe('the layout that a source was read by', () => {
  it('names delimiter, header, encoding and columns of text', async () => {
    expect(
      await layoutOf('a.csv', 'visitor;item_id;ts\n1;2;3\n', { columns: { user: 'visitor' } }),
    ).toEqual({
      delimiter: ';',
      header: true,
      columns: { user: 'visitor', item: 'item_id' },
    });
    expect(await layoutOf('b.txt', '1 2 1600000000\n1 3 1600000001\n2 2 1600000002\n')).toEqual({
      delimiter: ' ',
      header: false,
      columns: { user: '1', item: '2', timestamp: '3' },
    });
    const utf16 = Buffer.from('\uFEFFuser,item,rating\nann,tea,5\n', 'utf16le');
    expect(await layoutOf('c.csv', utf16)).toEqual({
      delimiter: ',',
      header: true,
      encoding: 'utf-16le',
      columns: { user: 'user', item: 'item', value: 'rating' },
    });
    const latin1 = Buffer.from('user,item\né,tea\n', 'latin1');
    expect(await layoutOf('d.csv', latin1, { encoding: 'latin1' })).toMatchObject({
      encoding: 'latin1',
    });
  });

  it('says whether each row holds a list', async () => {
    expect(await layoutOf('a.jsonl', '{"user":1,"items":[2,3]}\n')).toEqual({
      isList: true,
      columns: { user: 'user', item: 'items' },
    });
    expect(await layoutOf('lists.txt', '1 2 3\n2 4 5 6 7\n')).toMatchObject({ isList: true });
    expect(await layoutOf('pairs.txt', '1 2\n1 3\n')).toMatchObject({ isList: false });
  });

  it('is that of typed columns too', async () => {
    const inter = 'user_id:token\titem_id:token\ttimestamp:float\n1\t2\t3\n';
    expect(await layoutOf('a.inter', inter)).toEqual({
      columns: { user: 'user_id', item: 'item_id', timestamp: 'timestamp' },
    });
    expect(
      await layoutOf('a.json', '[{"who":"ann","what":"tea"}]', {
        columns: { user: 'who', item: 'what' },
      }),
    ).toEqual({ columns: { user: 'who', item: 'what' } });
  });

  it('stays with the dataset, and is absent if a format has only one layout', async () => {
    const path = writeFiles(directory, { 'e.tsv': 'user\titem\nann\ttea\n' });
    const { manifest } = await prepareDataset(await openSource({ path }));
    expect(manifest.source.layout).toEqual({
      delimiter: '\t',
      header: true,
      columns: { user: 'user', item: 'item' },
    });
    expect(await layoutOf('u.data', '1\t2\t3\t881250949\n')).toBeUndefined();
  });
});
