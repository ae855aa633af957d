import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  type ItemLoss,
  type ItemLossOptions,
  itemLosses,
  itemLossKinds,
  itemLossSchema,
} from './item-losses.js';

describe('itemLossSchema', () => {
  it.each<ItemLoss>([{ kind: 'softmax' }, { kind: 'gbce', t: 0 }, { kind: 'bpr' }])(
    'accepts %j unchanged',
    (loss) => {
      expect(itemLossSchema.parse(loss)).toEqual(loss);
    },
  );

  it.each(itemLossKinds)('completes the kind %s to a valid loss', (kind) => {
    const complete = itemLossSchema.parse({ kind });
    expect(Object.keys(complete)).toEqual(['kind', ...Object.keys(itemLosses[kind].options)]);
    expect(itemLossSchema.parse(complete)).toEqual(complete);
  });

  it('gives gbce the published calibration', () => {
    expect(itemLossSchema.parse({ kind: 'gbce' })).toEqual({ kind: 'gbce', t: 0.75 });
  });

  it.each([
    undefined,
    null,
    'softmax',
    { kind: 'none' },
    { kind: 'softmax', t: 1 },
    { kind: 'gbce', t: 2 },
    { kind: 'gbce', t: '0.5' },
    { kind: 'gbce', t: 0.5, n: 3 },
  ])('refuses %j', (value) => {
    expect(itemLossSchema.safeParse(value).success).toBe(false);
  });

  it('lists the known kinds', () => {
    const { error } = itemLossSchema.safeParse({ kind: 'none' });
    expect(error?.issues[0]?.message).toBe(`must be one of ${itemLossKinds.join(', ')}`);
  });
});

describe('the types of losses', () => {
  it('let only options with defaults be left out', () => {
    expectTypeOf<{ kind: 'gbce' }>().toExtend<ItemLossOptions>();
    expectTypeOf<{ kind: 'gbce' }>().not.toExtend<ItemLoss>();
    expectTypeOf<{ kind: 'none' }>().not.toExtend<ItemLossOptions>();
    expectTypeOf(itemLosses.gbce.options).toHaveProperty('t');
    expectTypeOf(itemLosses.bce.options).not.toHaveProperty('t');
  });
});
