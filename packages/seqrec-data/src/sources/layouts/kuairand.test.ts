import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../../../testing/temporary-directory.js';
import { prepareDataset } from '../../preparation/prepare-dataset.js';
import { collect, gatherBadRows } from '../../testing/collect.js';
import { writeFiles } from '../../testing/write-files.js';
import { openSource } from '../open-source.js';

const root = temporaryDirectory();

function directoryOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const directory = mkdtempSync(join(root, 'kuairand-'));
  writeFiles(directory, files);
  return directory;
}

const COLUMNS =
  'user_id,video_id,date,hourmin,time_ms,is_click,is_like,is_follow,is_comment,is_forward,is_hate,long_view,play_time_ms,duration_ms,profile_stay_time,comment_stay_time,is_profile_enter,is_rand,tab';

interface Row {
  readonly video: number;
  readonly time: number;
  readonly played?: number;
  readonly duration?: number;
  readonly hated?: 0 | 1;
}

/** Rows of user 7. */
const log = (...rows: Row[]): string =>
  [
    COLUMNS,
    ...rows.map(
      ({ video, time, played = 0, duration = 1000, hated = 0 }) =>
        `7,${video},20220421,400,${time},0,0,0,0,0,${hated},0,${played},${duration},0,0,0,0,1`,
    ),
    '',
  ].join('\n');

const FEATURES = `video_id,author_id,video_type,upload_dt,upload_type,visible_status,video_duration,server_width,server_height,music_id,music_type,tag
1,441,NORMAL,2022-04-10,LongImport,0.0,17200.0,720.0,1280.0,9155697141,9.0,"12,65"
2,442,AD,2022-04-09,UNKNOWN,0.0,,720.0,1280.0,0,,
`;

const videosOf = async (path: string, part?: 'standard' | 'random' | 'all') => {
  const source = await openSource({ path, ...(part && { part }) });
  return (await collect(source.interactions())).map(({ item }) => item);
};

describe('KuaiRand', () => {
  it('divides play time by duration, which may be 0, and reads hated videos as dislikes', async () => {
    const source = await openSource({
      path: directoryOf({
        'log_standard_4_08_to_4_21_1k.csv': log(
          { video: 1, time: 1_650_485_801_301, played: 2500, duration: 2000 },
          { video: 2, time: 1_650_485_801_302, played: 700, duration: 0 },
          { video: 3, time: 1_650_485_801_303, played: 900, hated: 1 },
        ),
      }),
    });
    expect(source.format).toBe('kuairand');
    expect(source.timestampUnit).toBe('milliseconds');
    expect(await collect(source.interactions())).toEqual([
      { user: 7, item: 1, timestamp: 1_650_485_801_301, value: 1.25 },
      { user: 7, item: 2, timestamp: 1_650_485_801_302, value: 0 },
      { user: 7, item: 3, timestamp: 1_650_485_801_303, value: 0.9, disliked: true },
    ]);
    const { manifest } = await prepareDataset(source);
    expect(manifest.filters.rating).toEqual({ threshold: 0.7, exclusive: true, below: 'dislike' });
    expect(manifest.counts).toMatchObject({ interactions: 1 });
    expect(manifest.preparation).toMatchObject({ rows: 3, disliked: 2 });
  });

  it('reads the standard logs of a directory, the random one, or all', async () => {
    const path = directoryOf({
      'log_random_4_22_to_5_08_pure.csv': log({ video: 3, time: 30 }),
      'log_standard_4_22_to_5_08_pure.csv.gz': gzipSync(log({ video: 2, time: 20 })),
      'log_standard_4_08_to_4_21_pure.csv': log({ video: 1, time: 10 }),
      'log_standard_4_08_to_4_21_pure.csv.gz': gzipSync(log({ video: 1, time: 10 })),
    });
    expect(await videosOf(path)).toEqual([1, 2]);
    expect(await videosOf(path, 'standard')).toEqual([1, 2]);
    expect(await videosOf(path, 'random')).toEqual([3]);
    expect(await videosOf(path, 'all')).toEqual([3, 1, 2]);
    expect(await videosOf(join(path, 'log_random_4_22_to_5_08_pure.csv'))).toEqual([3]);
    const two = await openSource({
      path: [
        join(path, 'log_standard_4_08_to_4_21_pure.csv'),
        join(path, 'log_random_4_22_to_5_08_pure.csv'),
      ],
    });
    expect(await collect(two.interactions())).toHaveLength(2);
  });

  it('makes attributes from basic video features', async () => {
    const source = await openSource({
      path: directoryOf({
        'log_standard_4_08_to_4_21_pure.csv': log({ video: 1, time: 10 }),
        'video_features_basic_pure.csv': FEATURES,
        'video_features_statistic_pure.csv': 'video_id,counts\n1,66\n',
      }),
    });
    expect(await collect(source.items?.() ?? [])).toEqual([
      {
        id: 1,
        attributes: {
          author: '441',
          type: 'NORMAL',
          uploaded: '2022-04-10',
          uploadType: 'LongImport',
          milliseconds: 17_200,
          tags: ['12', '65'],
        },
      },
      { id: 2, attributes: { author: '442', type: 'AD', uploaded: '2022-04-09' } },
    ]);
  });

  it('names missing columns, bad rows and directories without logs', async () => {
    const bare = await openSource({
      path: directoryOf({ 'log_standard_4_08_to_4_21_pure.csv': 'user_id,video_id\n7,1\n' }),
    });
    await expect(collect(bare.interactions())).rejects.toThrow(
      'log_standard_4_08_to_4_21_pure.csv: no column "time_ms"; the columns are "user_id", "video_id"',
    );
    const rows = await openSource({
      path: directoryOf({
        'log_standard_x.csv': `${log({ video: 1, time: 10 })}7,1,0,0,soon,0,0,0,0,0,0,0,5,10,0,0,0,0,1\n7,1\n7,1,0,0,20,0,0,0,0,0,0,0,,10,0,0,0,0,1\n`,
      }),
    });
    const { bad, options } = gatherBadRows();
    expect(await collect(rows.interactions(options))).toHaveLength(1);
    expect(bad).toEqual([
      '3: time_ms is not a number: "soon"',
      '4: expected 19 fields, got 2',
      '5: play_time_ms is empty',
    ]);

    const path = directoryOf({ 'log_standard_x.csv': log({ video: 1, time: 10 }) });
    await expect(openSource({ path, part: 'random' })).rejects.toThrow(
      `${path} holds no log_random_*.csv`,
    );
    await expect(openSource({ path: root, format: 'kuairand' })).rejects.toThrow(
      `${root} holds no log_standard_*.csv or val.csv`,
    );
    await expect(openSource({ path, part: 'big' })).rejects.toThrow(
      'KuaiRand has no part "big"; there are standard, random, all',
    );
    await expect(
      openSource({ path: join(path, 'log_standard_x.csv'), part: 'random' }),
    ).rejects.toThrow('log_standard_x.csv is a file; give either a part or a file');
    const features = await openSource({
      path: directoryOf({
        'log_standard_x.csv': log({ video: 1, time: 10 }),
        'video_features_basic_x.csv': 'video_id,tag\n1,12\n',
      }),
    });
    await expect(collect(features.items?.() ?? [])).rejects.toThrow('no column "author_id"');
  });
});

describe('KuaiRand with watch histories', () => {
  const HISTORY =
    '{"user_id":7,"history_len":9,"last_time_ms":1000,"watch":[4,5,4,6],"like":[],"long_watch":[8,9,4,6]}\n';
  const RATED = (video: number, time: number, ratio: number) =>
    `7,${video},20220501,0,${time},1,0,0,0,0,0,1,48448,24016,0,0,0,0,1,${ratio},3045574,25\n`;
  const header = `${COLUMNS},watch_ratio,author_id,tag\n`;

  it('puts histories before the logs, the newest at its time, with likes by watch time', async () => {
    const source = await openSource({
      path: directoryOf({
        'test.csv': header + RATED(2, 3000, 0.1),
        'val.csv': header + RATED(1, 2000, 5),
        'user_sequences.jsonl': HISTORY,
      }),
    });
    expect(source.format).toBe('kuairand');
    expect(await collect(source.interactions())).toEqual([
      { user: 7, item: 8, timestamp: 995 },
      { user: 7, item: 9, timestamp: 996 },
      { user: 7, item: 4, timestamp: 997, disliked: true },
      { user: 7, item: 5, timestamp: 998, disliked: true },
      { user: 7, item: 4, timestamp: 999 },
      { user: 7, item: 6, timestamp: 1000 },
      // The data's own ratio, which is cut off at 5.
      { user: 7, item: 1, timestamp: 2000, value: 5 },
      { user: 7, item: 2, timestamp: 3000, value: 0.1 },
    ]);
  });

  it('works without histories, and names an invalid line', async () => {
    const path = directoryOf({ 'val.csv': header + RATED(1, 2000, 5) });
    const source = await openSource({ path, format: 'kuairand' });
    expect(await collect(source.interactions())).toHaveLength(1);
    const broken = await openSource({
      path: directoryOf({ 'val.csv': header, 'user_sequences.jsonl': '{"user_id":7}\n' }),
      format: 'kuairand',
    });
    await expect(collect(broken.interactions())).rejects.toThrow(
      'user_sequences.jsonl:1: no watch history: last_time_ms',
    );
  });
});
