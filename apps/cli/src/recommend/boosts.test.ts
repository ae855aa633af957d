import { Catalogue, type Scorer } from '@org/seqrec-data';
import { describe, expect, test } from 'vitest';
import { boostsOf } from './boosts.js';

const catalogue = new Catalogue([
  { index: 1, id: 5, title: 'Alien', attributes: { year: 1979, genre: ['Horror', 'SciFi'] } },
  { index: 2, id: 7, title: 'Brazil', attributes: { year: 1985, genre: ['SciFi', '2 * 3'] } },
  { index: 3, id: 11 },
]);

const scorer: Scorer = {
  name: 'fixed',
  score: async ({ length: rows }) => ({
    ...{ rows, width: 5, data: Float32Array.from({ length: 5 * rows }, (_, at) => at % 5) },
  }),
};

describe('boosts', () => {
  test('change all rows of scores; whatever matches several is multiplied by all', async () => {
    const { ofModel, ofPopularity } = await boostsOf(
      ["genre = 'SciFi' * 4", "genre = '2 * 3'*0.5", 'year < 1980 * 1e1'],
      catalogue,
    );
    const history = { items: Int32Array.of(1) };
    const popular = await ofPopularity(scorer).score([history, history]);
    expect([...popular.data].map((count) => Math.round(count * 1000) / 1000)).toEqual([
      ...[0, 40, 4, 3, 4],
      ...[0, 40, 4, 3, 4],
    ]);
    const { data } = await ofModel(scorer).score([history]);
    expect(data[1]).toBeCloseTo(1 + Math.log(40), 5);
    expect(data[2]).toBeCloseTo(2 + Math.log(2), 5);
    expect(data[3]).toBe(3);
  });

  test('that are none change nothing', async () => {
    expect((await boostsOf(undefined, catalogue)).ofModel(scorer)).toBe(scorer);
  });

  test.each([
    ["genre = 'SciFi'", 'expected a filter, * and a number, such as'],
    ['* 2', 'expected a filter, * and a number, such as'],
    ["genre = 'SciFi' * two", 'expected a filter, * and a number, such as'],
    ["genre = 'SciFi' * 0", 'Too small'],
    ["genre = 'SciFi' * -2", 'Too small'],
    ["genre = 'SciFi' * Infinity", 'Invalid input'],
    ["genres = 'SciFi' * 2", 'at character 1 of the filter: no item has the attribute "genres"'],
    ['genre = * 2', 'at character'],
  ])('are refused with the text that is wrong: %s', async (text, sentence) => {
    await expect(boostsOf(['year < 1980 * 2', text], catalogue)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(`--boost ${JSON.stringify(text)}: ${sentence}`),
    });
  });

  test('are at most 16', async () => {
    await expect(boostsOf(Array(17).fill('year < 1980 * 2'), catalogue)).rejects.toThrow(
      /^--boost: /,
    );
  });
});
