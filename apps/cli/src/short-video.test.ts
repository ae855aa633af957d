import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { runApp } from './testing/run-app.js';

const cwd = temporaryDirectory();

const run = (...args: string[]) => runApp(args, { cwd });

const videos = 20;

/**
 * Users who watch twelve of twenty videos in turn, from one of their own on, and in between skip the video two further.
 * `shift` moves every video, so that ids from 20 on are new.
 */
function matrix(users: number, shift: number): string {
  const rows = ['user_id,video_id,play_duration,video_duration,time,date,timestamp,watch_ratio'];
  for (let user = 0; user < users; user += 1) {
    for (let step = 0; step < 12; step += 1) {
      const video = ((user * 7 + step) % videos) + shift;
      const seconds = 1_593_878_900 + step;
      rows.push(`${user},${video},9000,10000,,,${seconds}.438,0.9`);
      rows.push(`${user},${(video + 2) % videos},100,10000,,,${seconds}.538,0.01`);
    }
  }
  return `${rows.join('\n')}\n`;
}

beforeAll(() => {
  mkdirSync(join(cwd, 'kuairec'));
  const write = (name: string, text: string) => writeFileSync(join(cwd, 'kuairec', name), text);
  write('big_matrix.csv', matrix(100, 0));
  write('small_matrix.csv', `${matrix(30, 3)}0,1,100,100,,,,1.0\n`);
  const captions = [
    'video_id,manual_cover_text,caption,topic_tag,first_level_category_id,first_level_category_name,second_level_category_id,second_level_category_name,third_level_category_id,third_level_category_name',
    '1,UNKNOWN,"早上\n好",[],5,时尚,-124,UNKNOWN,-124,UNKNOWN',
  ];
  write('kuairec_caption_category.csv', `${captions.join('\n')}\n`);
});

const tiny = [
  ['--max-length', '12', '--hidden-size', '16', '--layers', '1', '--heads', '1'],
  ['--batch-size', '16', '--learning-rate', '0.01', '--epochs', '3', '--no-tensorboard'],
].flat();

test('a model of the big matrix is measured on the small one, several targets to a user', async () => {
  const trained = await run(
    ...['train', '--data', 'kuairec', '--part', 'big', ...tiny, '--output', 'model', '--json'],
  );
  expect(trained.stderr).toMatch(
    /^data {5}kuairec \(kuairec, [0-9a-f]{12}\): 100 users, 20 items, 1,200 events/,
  );
  expect(trained.stderr).toContain('likes    values above 0.7; the others are dislikes');
  expect(trained.exitCode).toBe(0);

  const small = ['--data', 'kuairec', '--part', 'small', '--bad-rows', 'skip'];
  const split = ['--split', 'leave-last-n', '--validation-size', '2', '--test-size', '4'];
  const options = ['--artifact', 'model', ...small, ...split, '--baselines', 'popularity,markov'];
  const shown = await run('evaluate', ...options);
  expect(shown.exitCode).toBe(0);
  expect(shown.stderr).toContain('1 row could not be read and was left out');
  expect(shown.stderr).toMatch(
    /events \(.*\) of 3 items that the model does not know are left out/,
  );
  expect(shown.stdout).toContain('Precision@10');
  expect(shown.stdout).toContain('Recall@10');

  const measured = await run('evaluate', ...options, '--json');
  const { scores, split: recipe } = JSON.parse(measured.stdout);
  expect(recipe).toEqual({ kind: 'leave-last-n', validation: 2, test: 4 });
  const [model] = scores as { scorer: string; metrics: Record<string, number> }[];
  expect(model?.scorer).toBe('bert4rec');
  const { 'precision@10': precision = 0, 'recall@10': recall = 0 } = model?.metrics ?? {};
  // Four targets: ten places hold 0.4 of them at best, as many as are found of the four.
  expect(precision * 10).toBeCloseTo(recall * 4, 5);
}, 120_000);

test('one sentence says what is wrong with the data', async () => {
  const both = await run('prepare', '--data', 'kuairec');
  expect(both.exitCode).toBe(1);
  expect(both.stderr).toContain('choose with --part big or --part small');
  const undated = await run('prepare', '--data', 'kuairec', '--part', 'small');
  expect(undated.stderr).toContain('timestamp is empty');
  const other = await run('prepare', '--data', 'kuairec', '--format', 'kuairand');
  expect(other.stderr).toContain('kuairec holds no log_standard_*.csv or val.csv');
  const big = ['--data', 'kuairec', '--part', 'big'];
  const few = ['--split', 'leave-last-n', '--validation-size', '50', '--test-size', '100'];
  const nobody = await run('train', ...big, ...few, ...tiny, '--output', 'nobody');
  expect(nobody.exitCode).toBe(1);
  expect(nobody.stderr).toContain('the split leave-last-n leaves nobody to test');
  const twice = await run('prepare', ...big, '--min-rating', '1', '--above-rating', '2');
  expect(twice.exitCode).toBe(2);
  expect(twice.stderr).toContain('give either --min-rating or --above-rating');
}, 60_000);
