import { describe, expect, it } from 'vitest';
import { outputProblems } from './output-problems.js';

const stream = (text: string) => ({ output_type: 'stream', name: 'stdout', text });
const chart = (...labels: string[]) => ({
  output_type: 'display_data',
  data: { 'image/svg+xml': labels.map((label) => `<path aria-label="${label}" d="M0,0"/>`) },
});
const notebook = (source: string, ...outputs: object[]) =>
  JSON.stringify({ cells: [{ cell_type: 'code', source: [source], outputs }] });

describe('the outputs of two notebooks', () => {
  it('are the same however their text is cut, and whatever is shown first', () => {
    const stored = { output_type: 'stream', text: ['loss 7.48\n', 'Hit@10 0.0551\n'] };
    const committed = notebook('', stored, chart('k: 1'));
    const late = notebook('', chart('k: 1'), stream('loss 7.48\nHit'), stream('@10 0.0551\n'));
    expect(outputProblems(committed, late)).toEqual([]);
  });

  it.each([
    ['loss 7.48', 'loss 7.52', true],
    ['loss 7.48', 'loss 7.57', false],
    ['Hit@10 0.0551', 'Hit@10 0.0640', true],
    ['Hit@10 0.0551', 'Hit@10 0.0700', false],
    ['2245 films', '2246 films', false],
    ['2245 films', '2245 songs', false],
  ])('%s and %s: %s', (committed, executed, same) => {
    const problems = outputProblems(
      notebook('', stream(committed)),
      notebook('', stream(executed)),
    );
    expect(problems).toEqual(
      same ? [] : [`code cell 1: expected '${committed}', received '${executed}'`],
    );
  });

  it('differ by a line that is missing or more', () => {
    const [one, two] = [notebook('', stream('a\n')), notebook('', stream('a\nb\n'))];
    expect(outputProblems(one, two)).toEqual([
      "code cell 1: expected '', received 'b'",
      "code cell 1: expected nothing, received ''",
    ]);
    expect(outputProblems(two, one)).toHaveLength(2);
  });

  it('differ by a chart that is missing, or one of its values', () => {
    const committed = notebook('', chart('epoch: 1; loss: 7.48', 'epoch: 2; loss: 7.27'));
    expect(outputProblems(committed, notebook('', chart('epoch: 1; loss: 7.5')))).toEqual([
      "code cell 1: expected 'epoch: 2; loss: 7.27', received nothing",
    ]);
    expect(outputProblems(committed, notebook(''))).toHaveLength(2);
    const other = notebook('', chart('epoch: 1; loss: 7.48', 'epoch: 2; loss: 6.27'));
    expect(outputProblems(committed, other)).toHaveLength(1);
  });

  it('have most recommended films in common, in any order', () => {
    const source = 'await model.recommend(ids)';
    const films = (text: string) => notebook(source, stream(text));
    expect(outputProblems(films('a\nb\nc\nd\ne\n'), films('c\na\nx\nb\ny\n'))).toEqual([]);
    expect(outputProblems(films('a\nb\nc\nd\ne\n'), films('a\nb\nx\ny\nz\n'))).toHaveLength(1);
    expect(outputProblems(films('a\nb\nc\nd\ne\n'), films('a\nb\nc\n'))).toHaveLength(1);
  });

  it('differ by a cell that did not run', () => {
    expect(outputProblems(notebook('', stream('a')), JSON.stringify({ cells: [] }))).toEqual([
      '0 cells ran, but the notebook has 1',
    ]);
  });
});
