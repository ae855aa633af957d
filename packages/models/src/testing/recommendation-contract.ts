import { recommend } from '@org/seqrec-data';
import { modelScorer } from '@org/sequence-model';
import { describe, expect, it } from 'vitest';
import { catalogue, type ModelUnderTest, SMALL } from './model-under-test.js';

/** What every kind promises of its recommendations. */
export function recommendationContract({
  definition: { objective },
  create,
}: ModelUnderTest): void {
  describe('recommendations', () => {
    it('rank every item of the catalogue that is not in the history', async () => {
      const scorer = modelScorer(await create());
      const { recommendations } = await recommend(scorer, catalogue, ['cat', 'ant'], { k: 9 });
      const items = recommendations.map(({ item }) => item).sort();
      expect(items).toEqual(['bee', 'dog', 'eel', 'fox', 'gnu']);
    });

    it('for a long history equal those for its newest items', async () => {
      const scorer = modelScorer(await create());
      const read = SMALL.maxLength - (objective.query === 'cloze' ? 1 : 0);
      const long = [7, 6, 5, 4, 3, 2, 1, 2, 3];
      const [whole, newest] = await Promise.all(
        [long, long.slice(-read)].map((items) => scorer.score([{ items: Int32Array.from(items) }])),
      );
      expect(whole?.data).toEqual(newest?.data);
    });
  });
}
