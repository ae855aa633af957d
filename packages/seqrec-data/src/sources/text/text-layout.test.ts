import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sentence } from '../../advice.js';
import { type GivenLayout, type TextLayout, textLayout } from './text-layout.js';

const NOTHING: GivenLayout = { columns: false, table: false };

function layoutOf(lines: readonly string[], given: Partial<GivenLayout> = {}): TextLayout {
  return textLayout(lines, { ...NOTHING, ...given });
}

/**
 * A layout as text: the columns of a table, e.g. `' ' user 1, item 2`, the format of lists, or the sentence of an
 * error.
 */
function shown(layout: TextLayout): string {
  if (layout.kind === 'unclear') return sentence(layout.problem, layout.advice);
  if (layout.kind !== 'table') return layout.kind;
  const columns = Object.entries(layout.columns ?? {}).map(([role, name]) => `${role} ${name}`);
  return `'${layout.delimiter}' ${layout.header ? 'header' : columns.join(', ')}`;
}

const layout = (...lines: string[]): string => shown(layoutOf(lines));

describe('textLayout', () => {
  it('detects times and ratings after a user and an item, if users repeat', () => {
    const log = ['0 19 1600000000', '0 8 1600000060', '1 19 1600000000', '1 3 1600000060'];
    expect(layout(...log)).toBe("' ' user 1, item 2, timestamp 3");
    expect(layout('7 301 5', '7 412 3', '9 301 4', '9 55 1')).toBe("' ' user 1, item 2, value 3");
    expect(layout('7 301 4.5', '8 412 3.5')).toBe("' ' user 1, item 2, value 3");
    expect(layout('7 301 5 978300760', '7 412 3 978302109')).toBe(
      "' ' user 1, item 2, value 3, timestamp 4",
    );
    expect(layout('7 301 978300760 5', '7 412 978302109 3')).toBe(
      "' ' user 1, item 2, timestamp 3, value 4",
    );
    expect(layout('ann tea 1600000000', 'bob milk 1600000060')).toBe(
      "' ' user 1, item 2, timestamp 3",
    );
  });

  it('detects small times because they never fall for a user', () => {
    const log = Array.from({ length: 60 }, (_, i) => `${i % 3} ${(i * 37) % 41} ${i}`);
    expect(layout(...log)).toBe("' ' user 1, item 2, timestamp 3");
    const places = Array.from({ length: 40 }, (_, i) => `${Math.floor(i / 8)} ${i * 7} ${i % 8}`);
    expect(layout(...places)).toBe("' ' user 1, item 2, timestamp 3");
  });

  it('detects times beside ids that are as large', () => {
    const log = Array.from(
      { length: 30 },
      (_, i) => `${i % 3} ${9780000000 + ((i * 7) % 13)} ${1600000000 + i}`,
    );
    expect(layout(...log)).toBe("' ' user 1, item 2, timestamp 3");
  });

  it('detects tables with commas, semicolons, tabs and bars too', () => {
    for (const delimiter of [',', ';', '\t', '|', '::']) {
      const lines = ['7 301 5 978300760', '7 412 3 978302109'];
      expect(layout(...lines.map((line) => line.replaceAll(' ', delimiter)))).toBe(
        `'${delimiter}' user 1, item 2, value 3, timestamp 4`,
      );
    }
    expect(layout('1,5', '1,7')).toBe("',' user 1, item 2");
  });

  it('detects lists by lines of different lengths, one line per user', () => {
    expect(layout('1 2 3', '2 3')).toBe('lists');
    expect(layout('1 2 3 4 5 6', '2 3 4 5 6 7')).toBe('lists');
  });

  it('detects lists of one length by similar items in every column', () => {
    const lists = Array.from({ length: 50 }, (_, i) => `${i + 1} ${(i * 7) % 90} ${(i * 11) % 83}`);
    expect(layout(...lists)).toBe('lists');
    // As in S3Rec, items are numbered in the order of their appearance.
    const numbered = Array.from({ length: 50 }, (_, i) => `${i + 1} ${2 * i + 1} ${2 * i + 2}`);
    expect(layout(...numbered)).toBe('lists');
    const longer = Array.from(
      { length: 50 },
      (_, i) => `${i} ${(i * 7) % 90} ${(i * 11) % 83} ${(i * 5) % 71}`,
    );
    expect(layout(...longer)).toBe('lists');
  });

  it('detects times of users that occur once each', () => {
    const log = Array.from({ length: 20 }, (_, i) => `${i} ${(i * 7) % 90} ${1600000000 + i}`);
    expect(layout(...log)).toBe("' ' user 1, item 2, timestamp 3");
  });

  it('names both layouts if two fit', () => {
    const sentenceOf = (names: string, flags: string): string =>
      `each line may be a user and a list of items, or the columns user, item, ${names}; choose lists with format: 's3rec', or a table with format: 'csv', delimiter: ' ', header: false, columns.user: '1', columns.item: '2', ${flags}`;
    // Few lines; ratings of users that occur once; items that could be ratings.
    expect(layout('1 2 3')).toBe(sentenceOf('rating', "columns.value: '3'"));
    expect(layout('1 2 978300760')).toBe(sentenceOf('time', "columns.timestamp: '3'"));
    const once = Array.from({ length: 20 }, (_, i) => `${i} ${(i * 7) % 90} ${(i % 5) + 1}`);
    expect(layout(...once)).toBe(sentenceOf('rating', "columns.value: '3'"));
    expect(layout('1 2 3', '1 3 2', '2 1 3')).toBe(sentenceOf('rating', "columns.value: '3'"));
    expect(layout('1 2 3 4', '2 3 1 2')).toContain('user, item, rating, time');
    expect(layout('1 2 3', '1 3', '2 1 3')).toContain('each line may be');
  });

  it('does not let a damaged line mislead', () => {
    const log = Array.from({ length: 40 }, (_, i) => `${i % 4} ${i} ${1600000000 + i}`);
    expect(layout(...log, '3 17')).toBe("' ' user 1, item 2, timestamp 3");
    const pairs = Array.from({ length: 40 }, (_, i) => `${i % 4} ${i}`);
    expect(layout(...pairs, '3')).toBe('pairs');
  });

  it('finds a header, by its names or by the numbers below', () => {
    expect(layout('user_id;item_id;timestamp', 'a;b;1')).toBe("';' header");
    expect(layout('user item time', '1 2 3', '1 3 4')).toBe("' ' header");
    expect(layout('who,what', '1,2')).toBe("',' header");
    expect(layout('user,item,title', '1,2,"a; b, ""c"""', '1,3,"d\ne"')).toBe("',' header");
  });

  it('reads a comma beside semicolons as a decimal comma, and asks if either may be the delimiter', () => {
    expect(layout('user;item;rating', '1;2;4,5')).toBe("';' header");
    expect(layout('1;2;4,5', '1;3;3,5', '2;3;1,5')).toContain('its 3 columns have no names');
    expect(layout('1;2,5', '1;3,5')).toBe(
      `";" and "," cut its lines into equally many columns; name the right one, e.g. delimiter: ';'`,
    );
  });

  it('is not misled by quotes that are text', () => {
    const lines = ['user_id,item_id', '0,12" vinyl', '0,7" vinyl', '1,"Heroes'];
    expect(layout(...lines)).toBe("',' header");
    expect(layout('1,12" vinyl,1600000000', '1,7 inch,1600000060', '2,7" vinyl,1600000000')).toBe(
      "',' user 1, item 2, timestamp 3",
    );
  });

  it("asks for the names of a table's columns if their values do not show them", () => {
    expect(layout('1,2,3,4,5', '1,3,4,5,6')).toBe(
      "its 5 columns have no names, and their values do not show which is which; name them by their places, e.g. format: 'csv', delimiter: ',', header: false, columns.user: '1', columns.item: '2', columns.timestamp: '3'",
    );
  });

  it('does not detect a table in other text', () => {
    expect(layout('Hello world')).toBe('unknown');
    expect(layout('alice tea', 'bob milk')).toBe('unknown');
    expect(layout('The quick brown', 'fox jumps over')).toBe('unknown');
    expect(layout('one', 'two')).toBe('unknown');
  });

  it('uses the given options', () => {
    expect(shown(layoutOf(['1 2 3'], { header: false, table: true, columns: true }))).toBe("' ' ");
    expect(shown(layoutOf(['1;2,5'], { delimiter: ';', table: true }))).toBe("';' user 1, item 2");
    expect(shown(layoutOf(['ann,tea'], { header: false, table: true }))).toBe("',' user 1, item 2");
  });

  it('never detects lists in a log with times', () => {
    const row = fc.tuple(fc.nat(5), fc.nat(10_000), fc.nat(30_000_000));
    fc.assert(
      fc.property(fc.array(row, { minLength: 7 }), (rows) => {
        const lines = rows.map(([user, item, time]) => `${user} ${item} ${1_500_000_000 + time}`);
        expect(layout(...lines)).toBe("' ' user 1, item 2, timestamp 3");
      }),
    );
  });
});
