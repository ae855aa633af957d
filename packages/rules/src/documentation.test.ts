import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyRules } from './apply-rules.js';
import type { AttributeValues } from './attribute.js';
import { checkRules } from './check-rules.js';
import { type ItemBias, ItemBiases } from './item-bias.js';
import { ItemTable } from './item-table.js';
import { parseFilter } from './parse-filter.js';
import { type Rules, rulesSchema } from './rules.js';

const page = readFileSync(new URL('../../../docs/rules.md', import.meta.url), 'utf8');
const [, catalogue = ''] = /```json\n(\[[\s\S]*?)```/.exec(page) ?? [];
const items: AttributeValues[] = JSON.parse(catalogue);
const table = ItemTable.of(items.map((attributes) => ({ attributes })));

async function titlesUnder(rules: Rules): Promise<string> {
  const biases = new ItemBiases({ table });
  const rank = async (bias: ItemBias | undefined, count: number) => {
    const score = (index: number) => (bias?.values[index] ?? 0) - index;
    const indices = items.map((_, place) => place + 1).sort((a, b) => score(b) - score(a));
    return {
      indices: Int32Array.from(indices.slice(0, count)),
      scores: Float32Array.from(indices.slice(0, count), score),
    };
  };
  const list = await applyRules({
    ...{ table, biases, rank, k: items.length, seed: 'page' },
    rules: checkRules(rules, table.attributes),
  });
  return list.map(({ index }) => items[index - 1]?.title).join(', ');
}

describe('the filters of docs/rules.md find the items that it says', () => {
  const rows = [...page.matchAll(/^\| `(.*)` \| (.*) \|$/gm)].map(([, text = '', found]) => [
    text,
    found,
  ]);
  expect(rows.length).toBeGreaterThan(15);
  it.each(rows)('%s', async (text = '', found) => {
    const source = text.startsWith('{') ? JSON.parse(text) : text;
    expect(() => parseFilter(source, table.attributes)).not.toThrow();
    expect(await titlesUnder({ filter: source })).toBe(found);
  });
});

describe('the rules of docs/rules.md make the lists that it says', () => {
  const examples = [...page.matchAll(/```json\n(\{.*\})\n```\n\nItems: (.*)\n/g)].map(
    ([, json = '', found]) => [json, found],
  );
  expect(examples.length).toBe(4);
  it.each(examples)('%s', async (json = '', found) => {
    expect(await titlesUnder(rulesSchema.parse(JSON.parse(json)))).toBe(found);
  });

  const others = [...page.matchAll(/`(\{ "(?:diversity|exploration|seen)".*?\})`/g)];
  it.each(others.map(([, json = '']) => [json]))('%s is a rule', (json) => {
    expect(() => checkRules(rulesSchema.parse(JSON.parse(json)), table.attributes)).not.toThrow();
  });
});
