import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { attributeOf, parsePage, textOf } from '../testing/parsed-page.js';
import { evaluationFile, reportedRun } from '../testing/reported-runs.js';
import { type PageContent, renderPage } from './page.js';
import type { ReportedRun } from './reported-run.js';

const script = 'console.log("draws");';

function render(runs: readonly ReportedRun[], content: Partial<PageContent> = {}): Promise<string> {
  return renderPage({
    ...{ runs, script, command: 'seqrec report first', examples: true },
    tests: { comparisons: [], refused: [], sameTask: true },
    ...content,
  });
}

const page = async (...args: Parameters<typeof render>) => parsePage(await render(...args));

const ids = (parsed: Awaited<ReturnType<typeof page>>) =>
  parsed.all('section').flatMap((section) => attributeOf(section, 'id') ?? []);

describe('the page of one run', () => {
  test('has the model and its data as its title, and names the best scorer', async () => {
    const parsed = await page([reportedRun('first')]);
    expect(parsed.all('h1').map(textOf)).toEqual(['bert4rec on walks']);
    const [header] = parsed.all('header').map(textOf);
    expect(header).toContain('model version 0123456789ab');
    expect(header).toContain('data abcdef012345');
    expect(header).toContain(
      'bert4rec has the highest NDCG@10, 0.2000, ahead of popularity with 0.1000.',
    );
  });

  test('names a baseline first if it is the best', async () => {
    const [header] = (await page([reportedRun('first', 0.05)])).all('header').map(textOf);
    expect(header).toContain(
      'bert4rec reaches NDCG@10 0.0500, place 2 of 2; the baseline popularity is ahead with 0.1000.',
    );
  });

  test('has the metrics of the file with their intervals', async () => {
    const rows = (await page([reportedRun('first')])).table('Means over users');
    expect(rows[0]).toEqual(['scorer', 'HR@5', 'HR@10', 'NDCG@5', 'NDCG@10', 'MRR@10']);
    expect(rows[1]?.slice(-3)).toEqual([
      '0.10000.0900 – 0.1100',
      '0.20000.1900 – 0.2100',
      '0.05000.0400 – 0.0600',
    ]);
    expect(rows[2]?.[4]).toBe('0.10000.0900 – 0.1100');
  });

  test('has slices, catalogue, debiased view and epochs as tables', async () => {
    const parsed = await page([reportedRun('first')]);
    expect(parsed.table('NDCG@10 by slice').map((row) => row.slice(0, 2))).toEqual([
      ['slice', 'users'],
      ['history of 1-9', '60'],
      ['head', '40'],
      ['Comedy', '30'],
    ]);
    expect(parsed.table('What the top 10 lists')[1]).toEqual([
      ...['bert4rec', '25.0 %', '9.50', '120', '0.900'],
    ]);
    expect(parsed.table('Debiased')[1]?.at(-1)).toBe('44');
    expect(parsed.table('Epochs of bert4rec')[2]).toEqual(['2', '1.2500', '0.1250']);
  });

  test('marks the targets among the recommendations', async () => {
    const parsed = await page([reportedRun('first')]);
    const [example] = parsed.all('article').map(textOf);
    expect(example).toContain('User ann');
    expect(example).toContain('Had 10 earlier items, then Oak → 2');
    expect(parsed.all('mark').map(textOf)).toEqual(['Elm ✓ taken']);
    const without = await page([reportedRun('first')], { examples: false });
    expect(ids(without)).not.toContain('examples');
    expect(textOf(without.all('body')[0] as never)).not.toContain('ann');
  });

  test('describes the measurement and the commands that repeat it', async () => {
    const parsed = await page([reportedRun('first')]);
    expect(parsed.all('code').map(textOf)).toEqual([
      "seqrec train --data 'my walks.csv'",
      'seqrec evaluate --artifact first',
      'seqrec report first',
    ]);
    const facts = Object.fromEntries(
      parsed
        .all('dt')
        .slice(-17)
        .map((dt, i) => [textOf(dt), textOf(parsed.all('dd').slice(-17)[i] as never)]),
    );
    expect(facts).toMatchObject({
      Data: 'walks (abcdef0123456789)',
      Filters: 'core (users 5, items 5)',
      Split: 'leave-one-out',
      'Seen items': 'left out of the ranking; 3 targets among them, which can only be missed',
      Ties: 'index',
      Seeds: 'training 7, evaluation 42',
      Engine: 'onnx (@org/tfjs-onnx 1.2.3)',
      'Wall time': '1 min 05 s',
      'Training took': '1 min 01 s',
    });
  });

  test('has a chart with words and data for each of results, curves and slices', async () => {
    const parsed = await page([reportedRun('first')]);
    const figures = parsed.all('figure');
    expect(figures.map((figure) => attributeOf(figure, 'id'))).toEqual([
      ...['full-ndcg-10', 'full-hitRate-10', 'learning-1', 'learning-2', 'learning-3'],
      ...['slices-history-length', 'slices-popularity', 'slices-category'],
    ]);
    expect(textOf(figures[3] as never)).toContain('bert4rec 0.1500 after epoch 1');
    const specs = parsed
      .all('script')
      .filter((one) => attributeOf(one, 'type') === 'application/json')
      .map((one) => JSON.parse(textOf(one)));
    expect(specs).toHaveLength(8);
    expect(specs[0].data.values).toEqual([
      { label: 'bert4rec', mean: 0.2, low: 0.19, high: expect.closeTo(0.21, 10) },
      {
        label: 'popularity',
        mean: 0.1,
        low: expect.closeTo(0.09, 10),
        high: expect.closeTo(0.11, 10),
      },
    ]);
    for (const spec of specs) expect(spec.description.length).toBeGreaterThan(20);
  });
});

test('shows several runs side by side, and a baseline with the same result once', async () => {
  const parsed = await page([reportedRun('first'), reportedRun('second', 0.3)]);
  expect(parsed.all('h1').map(textOf)).toEqual(['2 runs compared']);
  expect(parsed.table('Models and their data')[2]).toEqual([
    ...['second', 'bert4rec', 'walks', '0123456789ab', 'abcdef012345', '2026-01-02 03:04 UTC'],
  ]);
  const rows = parsed.table('Means over users');
  expect(rows.map(([head]) => head)).toEqual(['scorer', '● first', '■ second', '▲ popularity']);
  expect(parsed.all('article').map((one) => textOf(one).slice(0, 8))).toEqual([
    ...['User ann', 'firstDat', 'secondDa'],
  ]);
});

test('shows a warning above runs with different data', async () => {
  const refused = ['first and second cannot be compared: the split differs.'];
  const parsed = await page([reportedRun('first'), reportedRun('second')], {
    tests: { comparisons: [], refused, sameTask: false },
  });
  const warnings = parsed.elements.filter((one) => attributeOf(one, 'class') === 'warning');
  expect(warnings.map(textOf)).toEqual([expect.stringContaining('not measured on'), refused[0]]);
  const [header] = parsed.all('header').map(textOf);
  expect(header).toContain(textOf(warnings[0] as never));
  expect(header).not.toContain('has the highest');
  expect(ids(parsed)).toContain('results');
  expect(parsed.all('figure').map((one) => attributeOf(one, 'id'))).not.toContain('full-ndcg-10');
  expect(parsed.all('caption').map(textOf).join()).not.toContain('the best of each column');
});

test('shows a sampled protocol separately, with its name at every number', async () => {
  const run = reportedRun('first');
  const file = evaluationFile(0.2);
  const [full] = file.protocols;
  if (full === undefined) throw new Error('the test has no protocol');
  const sampled = {
    ...{ ...full, name: 'popularity-100', ranking: 'popularity-sampled' as const, negatives: 100 },
    scorers: full.scorers.map(({ slices: _, catalogue: __, debiased: ___, ...rest }) => rest),
  };
  const parsed = await page([{ ...run, evaluation: { ...file, protocols: [full, sampled] } }]);
  expect(parsed.all('h3').map(textOf)).toContain(
    'NDCG@10 (100 popularity-sampled) with 95 % intervals',
  );
  expect(parsed.all('caption').map(textOf)).toContainEqual(
    expect.stringContaining('(100 popularity-sampled)'),
  );
});

test('leaves out missing parts of a run, with a sentence', async () => {
  const { evaluation: _, curves: __, ...rest } = reportedRun('first');
  const missing = ['No results: first has no evaluation.json.'];
  const parsed = await page([{ ...rest, evaluation: undefined, curves: undefined, missing }]);
  expect(parsed.all('header').map(textOf)[0]).toContain(missing[0]);
  expect(ids(parsed)).toEqual(['protocol', 'repeat']);
});

describe('safety', () => {
  const hostile = '</script><img src=x onerror="alert(1)"><!--';

  test('hostile names remain text, in the page and in the data of charts', async () => {
    const run = reportedRun(hostile);
    const file = evaluationFile(0.2);
    const item = { id: hostile, title: hostile };
    const evaluation = {
      ...{ ...file, command: hostile, split: { kind: hostile } },
      dataset: { ...file.dataset, source: { format: hostile, [hostile]: hostile } },
      examples: [
        {
          ...{ user: hostile, historyLength: 1, history: [item], targets: [item] },
          recommendations: [item],
        },
      ],
      protocols: file.protocols.map((protocol) => ({
        ...protocol,
        scorers: protocol.scorers.map((scorer) => ({
          ...scorer,
          slices: scorer.slices?.map((slice) => ({ ...slice, name: hostile })),
        })),
      })),
    };
    const plain = await page([reportedRun('first'), reportedRun('second')]);
    const attacked = await page([{ ...run, evaluation }, reportedRun('second')], {
      command: hostile,
    });
    expect(attacked.all('img')).toEqual([]);
    expect(attacked.all('script')).toHaveLength(plain.all('script').length);
    expect(attacked.all('mark').map(textOf)).toContain(`${hostile} ✓ taken`);
    const [first] = attacked.all('script').filter((one) => attributeOf(one, 'type') !== 'module');
    expect(JSON.parse(textOf(first as never)).data.values[0].label).toBe(hostile);
  });

  test('only its own script may run, and nothing may be loaded', async () => {
    const parsed = await page([reportedRun('first')]);
    const policy = parsed
      .all('meta')
      .find((meta) => attributeOf(meta, 'http-equiv') === 'Content-Security-Policy');
    const hash = createHash('sha256').update(script).digest('base64');
    expect(policy && attributeOf(policy, 'content')).toBe(
      `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`,
    );
    for (const element of parsed.elements) {
      expect(attributeOf(element, 'src')).toBeUndefined();
      expect(attributeOf(element, 'href') ?? '#').toMatch(/^#/);
      expect(element.attrs.some(({ name }) => name.startsWith('on'))).toBe(false);
    }
    expect(parsed.all('link')).toEqual([]);
    expect(await render([reportedRun('first')])).not.toMatch(/url\(|@import/);
  });

  test('a script that names its own end does not end', async () => {
    const parsed = await page([reportedRun('first')], { script: 'const end = "</script>";' });
    expect(textOf(parsed.all('script').at(-1) as never)).toBe('const end = "<\\/script>";');
  });
});

test('headings descend without a gap, and every table has a caption', async () => {
  const parsed = await page([reportedRun('first'), reportedRun('second')]);
  let level = 0;
  for (const { tagName } of parsed.elements) {
    if (!/^h[1-6]$/.test(tagName)) continue;
    expect(Number(tagName.slice(1))).toBeLessThanOrEqual(level + 1);
    level = Number(tagName.slice(1));
  }
  expect(parsed.all('caption')).toHaveLength(parsed.all('table').length);
});
