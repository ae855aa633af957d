import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../../../testing/temporary-directory.js';
import { prepareDataset } from '../../preparation/prepare-dataset.js';
import { collect, gatherBadRows } from '../../testing/collect.js';
import { writeFiles } from '../../testing/write-files.js';
import { openSource } from '../open-source.js';

const directory = temporaryDirectory();

const INTER = [
  'user_id:token\titem_id:token\trating:float\ttimestamp:float',
  '196\t242\t3\t881250949',
  '186\t"302\t3.5\t8.91717742e8',
  '',
].join('\n');

describe('RecBole', () => {
  it('reads typed fields of .inter and, beside it, .item', async () => {
    const path = writeFiles(directory, {
      'ml-100k/ml-100k.inter': INTER,
      'ml-100k/ml-100k.item':
        'item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq\tlength:float\n242\tKolya\t1996\tComedy\t105\n"302\tL.A. Confidential\t\tCrime Film-Noir\t\n',
    });
    for (const from of [path, `${directory}/ml-100k`]) {
      const source = await openSource({ path: from });
      expect(source.format).toBe('recbole');
      expect(await collect(source.interactions())).toEqual([
        { user: '196', item: '242', value: 3, timestamp: 881250949 },
        { user: '186', item: '"302', value: 3.5, timestamp: 891717742 },
      ]);
      expect(await collect(source.items?.() ?? [])).toEqual([
        {
          id: '242',
          title: 'Kolya',
          attributes: { release_year: '1996', class: ['Comedy'], length: 105 },
        },
        { id: '"302', title: 'L.A. Confidential', attributes: { class: ['Crime', 'Film-Noir'] } },
      ]);
    }
  });

  it('reads attributes of users from .user, and gives them to the dataset', async () => {
    const path = writeFiles(directory, {
      'people/people.inter': INTER,
      'people/people.user':
        'user_id:token\tage:float\tgender:token\ttastes:token_seq\tmood:float_seq\n186\t39\tF\tjazz folk\t\n7\t\tM\t\t0.5 1\n',
    });
    const source = await openSource({ path });
    expect(source.files).toHaveLength(2);
    expect(await collect(source.users?.() ?? [])).toEqual([
      { id: '186', attributes: { age: 39, gender: 'F', tastes: ['jazz', 'folk'] } },
      { id: '7', attributes: { gender: 'M', mood: ['0.5', '1'] } },
    ]);
    // User 196 has no line, and user 7 no event.
    const { users } = await prepareDataset(source);
    expect(users).toEqual([
      { id: '186', attributes: { age: 39, gender: 'F', tastes: ['jazz', 'folk'] } },
    ]);
  });

  it('says where a file of users is wrong', async () => {
    const usersOf = async (text: string) => {
      const path = writeFiles(directory, { 'odd/odd.inter': INTER, 'odd/odd.user': text });
      const { bad, options } = gatherBadRows();
      const source = await openSource({ path });
      return { users: await collect(source.users?.(options) ?? []), bad };
    };
    await expect(usersOf('uid:token\tage:float\n')).rejects.toThrow('odd.user:1: no field user_id');
    const { users, bad } = await usersOf('user_id:token\tage:float\n1\t2\n3\n\t4\n');
    expect(users).toEqual([{ id: '1', attributes: { age: 2 } }]);
    expect(bad).toEqual(['3: expected 2 fields, got 1', '4: user_id is empty']);
  });

  it('reads other fields, and numbers as ids, if the options say so', async () => {
    const path = writeFiles(directory, {
      'gowalla.inter': 'uid:token\tvenue:token\tage:float\n1\t5\t3\n',
    });
    const source = await openSource({
      path,
      ids: 'integer',
      columns: { user: 'uid', item: 'venue', value: 'age' },
    });
    expect(await collect(source.interactions())).toEqual([{ user: 1, item: 5, value: 3 }]);
  });

  it('reads times with fractions, because their type is float', async () => {
    const path = writeFiles(directory, {
      'float.inter':
        'user_id:token\titem_id:token\trating:float\ttimestamp:float\n0\t19\t5\t1600000000.5\n0\t8\t5\t1600000060.25\n',
    });
    expect(await collect((await openSource({ path })).interactions())).toEqual([
      { user: '0', item: '19', value: 5, timestamp: 1600000000.5 },
      { user: '0', item: '8', value: 5, timestamp: 1600000060.25 },
    ]);
  });

  it('reads dates if tokens are dates', async () => {
    const path = writeFiles(directory, {
      'dates.inter': 'user_id:token\titem_id:token\ttimestamp:token\n0\t1\t1970-01-01 00:00:01\n',
    });
    const source = await openSource({ path });
    expect(await collect(source.interactions())).toEqual([
      { user: '0', item: '1', timestamp: 1000 },
    ]);
    expect(source.timestampUnit).toBe('milliseconds');
  });

  it('refuses a header without types, a missing field, and one of the wrong type', async () => {
    const open = async (header: string) => {
      const path = writeFiles(directory, { 'bad.inter': `${header}\n1\t2\n` });
      return collect((await openSource({ path })).interactions());
    };
    await expect(open('user_id\titem_id')).rejects.toThrow(
      'bad.inter:1: "user_id" is not a field of RecBole; expected a name and a type, as in user_id:token',
    );
    await expect(open('user_id:token\tvenue:token')).rejects.toThrow(
      'no column has a usual name of the item; the columns are "user_id", "venue"; name it with columns.item: \'NAME\'',
    );
    await expect(open('user_id:token\titem_id:float')).rejects.toThrow(
      'bad.inter:1: item_id has the type float, as item it must be token',
    );
  });

  it('reports rows with missing fields', async () => {
    const path = writeFiles(directory, { 'short.inter': `${INTER}7\t8\n` });
    const { bad, options } = gatherBadRows();
    await collect((await openSource({ path })).interactions(options));
    expect(bad).toEqual(['4: expected 4 fields, got 2']);
  });

  it('lists several .inter files, and asks for one', async () => {
    writeFiles(directory, { 'two/a.inter': INTER, 'two/b.inter': INTER });
    await expect(openSource({ path: `${directory}/two` })).rejects.toThrow(
      'holds 2 .inter files (a.inter, b.inter); name the one to read',
    );
  });
});
