import { describe, expect, it } from 'vitest';
import { collect, gatherBadRows } from '../../testing/collect.js';
import { temporaryDirectory, writeFiles } from '../../testing/temporary-directory.js';
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
      '2: no JSON: "{\\"user\\":1,\\"item\\":2,"',
      '3: expected a JSON object, got "[1]"',
      '4: user is no whole number: 1.5',
      '5: item is no id (a text or a whole number): "\\"\\""',
      '6: timestamp is no number: missing',
      '7: timestamp has 1 elements, item 2',
      '8: item is beyond 2^53, where numbers are rounded to others: 9007199254740993',
    ]);
  });
});
