import { describe, expect, it } from 'vitest';
import { type ModelUnderTest, weightsOf } from './model-under-test.js';
import { V } from './toy-batch.js';

/** What every kind promises of its configuration and of the weights that it draws. */
export function configurationContract({ definition, build, create }: ModelUnderTest): void {
  const { kind, title, options, objective } = definition;

  describe('configuration', () => {
    it('builds the same network again from its JSON', async () => {
      const model = await create();
      const again = await build(JSON.parse(JSON.stringify(model.config)));
      expect(again.config).toEqual(model.config);
      expect(weightsOf(again)).toEqual(weightsOf(model));
      expect(again.network.getConfig()).toEqual(model.network.getConfig());
      expect(again).toMatchObject({ kind, query: objective.query, itemCount: V, maxLength: 6 });
    });

    it('has every option that has a value, in the order of the definition', async () => {
      const { config } = await build({ itemCount: V });
      expect(Object.keys(config)).toEqual(Object.keys(options).filter((key) => key in config));
    });

    it.each([
      [{}, `${title} needs itemCount, the number of items of the catalogue`],
      [{ itemCount: 0 }, 'itemCount must be at least 1, got 0'],
      [{ itemCount: V, maxLength: '6' }, 'maxLength must be a number, got "6"'],
      [{ itemCount: V, seed: 0.5 }, 'seed must be a whole number, got 0.5'],
      [{ itemCount: V, loss: { kind: 'none' } }, 'loss.kind must be one of softmax, '],
      [{ itemCount: V, loss: { kind: 'bpr', t: 1 } }, 'loss must not have t, got {"kind":"bpr"'],
      [{ itemCount: V, hidden: 64 }, `${title} has no option 'hidden'; its options are itemCount`],
    ])('of %j is refused', async (given, message) => {
      await expect(build(given)).rejects.toMatchObject({
        code: 'invalid-option',
        message: expect.stringContaining(message),
      });
    });
  });

  describe('first weights', () => {
    it('depend only on the configuration, even if the process builds other models', async () => {
      const first = await create();
      await create({ seed: 6 });
      expect(weightsOf(await create())).toEqual(weightsOf(first));
    });

    it('differ by seed and by layer', async () => {
      const drawn = [await create(), await create({ seed: 6 })]
        .flatMap((model) => Object.entries(weightsOf(model)))
        .filter(([, values]) => new Set(values).size > 1)
        .map(([, values]) => String(values));
      expect(drawn.length).toBeGreaterThan(2);
      expect(new Set(drawn).size).toBe(drawn.length);
    });
  });
}
