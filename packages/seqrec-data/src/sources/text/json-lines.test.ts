import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../../../testing/temporary-directory.js';
import { prepareDataset } from '../../preparation/prepare-dataset.js';
import { collect, gatherBadRows } from '../../testing/collect.js';
import { writeFiles } from '../../testing/write-files.js';
import { openSource } from '../open-source.js';

const directory = temporaryDirectory();

describe('JSON Lines', () => {
  it('keep numbers apart from texts', async () => {
    const path = writeFiles(directory, {
      'a.jsonl':
        '{"userId":5,"itemId":"5","timestamp":1,"rating":4.5}\n{"userId":"5","itemId":5,"timestamp":2,"rating":null}\n',
    });
    const source = await openSource({ path });
    expect(source.format).toBe('jsonl');
    expect(await collect(source.interactions())).toEqual([
      { user: 5, item: '5', timestamp: 1, value: 4.5 },
      { user: '5', item: 5, timestamp: 2 },
    ]);
  });

  it('may hold a sequence on each line', async () => {
    const path = writeFiles(directory, {
      'b.jsonl': '{"user":1,"item":[7,8],"time":[10,11],"value":[0.5,null],"session":"s"}\n',
    });
    const columns = { timestamp: 'time', value: 'value', session: 'session' };
    const source = await openSource({ path, columns });
    expect(await collect(source.interactions())).toEqual([
      { user: 1, item: 7, timestamp: 10, value: 0.5, session: 's' },
      { user: 1, item: 8, timestamp: 11, session: 's' },
    ]);
  });

  it('may call the lists by their plurals', async () => {
    const path = writeFiles(directory, {
      'lists.jsonl': '{"user": 0, "items": [27, 1], "timestamps": [1600000000, 1600000060.5]}\n',
    });
    expect(await collect((await openSource({ path })).interactions())).toEqual([
      { user: 0, item: 27, timestamp: 1600000000 },
      { user: 0, item: 1, timestamp: 1600000060.5 },
    ]);
  });

  it('give big numbers digit by digit as texts, and are refused otherwise', async () => {
    const path = writeFiles(directory, {
      'big.jsonl':
        '{"user_id":0,"item_id":90071992547409127,"session":9007199254740993}\n{"user_id":-5,"item_id":[1e2,-0,1.5,"007"],"session":1}\n',
    });
    const source = await openSource({ path, ids: 'string', columns: { session: 'session' } });
    expect((await collect(source.interactions()))[0]).toEqual({
      user: '0',
      item: '90071992547409127',
      session: '9007199254740993',
    });
    const plain = await openSource({ path, ids: 'string' });
    expect(
      (await collect(plain.interactions())).map(({ user, item }) => `${user} ${item}`),
    ).toEqual(['0 90071992547409127', ...['-5 100', '-5 0', '-5 1.5', '-5 007']]);
    await expect(collect((await openSource({ path })).interactions())).rejects.toThrow(
      "big.jsonl:1: item_id is beyond 2^53, where numbers are rounded to others: 90071992547409127; read ids as texts with ids: 'string'",
    );
  });

  it('become numbers if texts spell them and the option says so', async () => {
    const path = writeFiles(directory, {
      'n.jsonl': '{"user":"7","item":8}\n{"user":"07","item":8}\n',
    });
    const { bad, options } = gatherBadRows();
    const source = await openSource({ path, ids: 'integer' });
    expect(await collect(source.interactions(options))).toEqual([{ user: 7, item: 8 }]);
    expect(bad).toEqual([
      '2: user is a whole number with leading zeros or a sign, which would be lost: "07"',
    ]);
  });

  it('find titles by ids that are numbers here and texts there', async () => {
    const path = writeFiles(directory, {
      'views.jsonl': '{"user":1,"item":5}\n{"user":1,"item":"6"}\n',
      'names.csv': 'id,title\n5,Tea\n6,Milk\n',
    });
    const { catalogue } = await prepareDataset(
      await openSource({ path, items: `${directory}/names.csv` }),
    );
    expect(catalogue.items.map(({ id, title }) => `${typeof id} ${title}`)).toEqual([
      'number Tea',
      'string Milk',
    ]);
  });

  it('read the time from numbers rather than dates', async () => {
    const path = writeFiles(directory, {
      't.jsonl': '{"user":1,"item":2,"timestamp":"2020-01-01","ts":5}\n',
    });
    expect(await collect((await openSource({ path })).interactions())).toEqual([
      { user: 1, item: 2, timestamp: 5 },
    ]);
  });

  it('read dates and dislikes', async () => {
    const path = writeFiles(directory, {
      'c.jsonl': '{"user":1,"item":2,"timestamp":"1970-01-01T00:00:02Z","disliked":true}\n',
    });
    const source = await openSource({ path, timestamps: 'date' });
    expect(source.timestampUnit).toBe('milliseconds');
    expect(await collect(source.interactions())).toEqual([
      { user: 1, item: 2, timestamp: 2000, disliked: true },
    ]);
  });

  it('report lines that cannot be used', async () => {
    const path = writeFiles(directory, {
      'd.jsonl': [
        '{"user":1,"item":2,"timestamp":3}',
        '{"user":1,"item":2,',
        '[1]',
        '{"user":1.5,"item":2,"timestamp":3}',
        '{"user":1,"item":"","timestamp":3}',
        '{"user":1,"item":2}',
        '{"user":1,"item":[1,2],"timestamp":[3]}',
        '{"user":1,"item":9007199254740993,"timestamp":3}',
      ].join('\n'),
    });
    const { bad, options } = gatherBadRows();
    const source = await openSource({ path });
    expect(await collect(source.interactions(options))).toHaveLength(1);
    expect(bad).toEqual([
      '2: not JSON: "{\\"user\\":1,\\"item\\":2,"',
      '3: expected a JSON object, got "[1]"',
      '4: user is not a whole number: 1.5',
      '5: item is not an id (a text or a whole number): "\\"\\""',
      '6: timestamp is not a number: missing',
      '7: timestamp has 1 elements, item 2',
      '8: item is beyond 2^53, where numbers are rounded to others: 9007199254740993',
    ]);
  });
});
