import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../../../testing/temporary-directory.js';
import { sequenceOf } from '../../dataset/sequences.js';
import { prepareDataset } from '../../preparation/prepare-dataset.js';
import { collect, gatherBadRows } from '../../testing/collect.js';
import { writeFiles } from '../../testing/write-files.js';
import { openSource, type SourceOptions } from '../open-source.js';

const root = temporaryDirectory();

function directoryOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const directory = mkdtempSync(join(root, 'kuairec-'));
  writeFiles(directory, files);
  return directory;
}

const HEADER =
  'user_id,video_id,play_duration,video_duration,time,date,timestamp,watch_ratio\n' as const;

const BIG = `${HEADER}0,3649,13838,10867,2020-07-05 00:08:23.438,20200705,1593878903.438,1.2733965215790926
0,9598,13665,10984,2020-07-05 00:13:41.297,20200705,1593879221.297,1.2440823015294975
0,5262,851,7908,2020-07-05 00:16:06.687,20200705,1593879366.687,0.1076125442589782
`;

const SMALL = `${HEADER}14,148,4381,6067,2020-07-05 05:27:48.378,20200705,1593898068.378,0.7221031811438932
14,183,11635,6100,2020-07-05 05:28:00.057,20200705,1593898080.057,1.9073770491803277
14,3649,22422,10867,,,,2.0633
`;

const CAPTIONS =
  `video_id,manual_cover_text,caption,topic_tag,first_level_category_id,first_level_category_name,second_level_category_id,second_level_category_name,third_level_category_id,third_level_category_name
148,五爱街最美美女 一天1q,"#搞笑 他说：""走！""
这真是完美搭配啊！",[五爱市场,搞笑],5,时尚,737,营销售卖,2596,女装
183,UNKNOWN,,[],27,高新数码,-124,UNKNOWN,-124,UNKNOWN
3649,地里约起来,,[],-124,UNKNOWN,-124,UNKNOWN,-124,UNKNOWN
`.replace('[五爱市场,搞笑]', '"[五爱市场,搞笑]"');

const CATEGORIES = 'video_id,feat\n148,"[27, 9]"\n183,[8]\n9598,[26]\n';

const open = (files: Readonly<Record<string, string | Uint8Array>>, part?: SourceOptions['part']) =>
  openSource({ path: directoryOf(files), part });

describe('KuaiRec', () => {
  it('takes the watch ratio as value, and times to the millisecond', async () => {
    const source = await open({ 'big_matrix.csv.gz': gzipSync(BIG) });
    expect(source.format).toBe('kuairec');
    expect(source.timestampUnit).toBe('milliseconds');
    expect(source.items).toBeUndefined();
    expect(await collect(source.interactions())).toEqual([
      { user: 0, item: 3649, timestamp: 1_593_878_903_438, value: 1.2733965215790926 },
      { user: 0, item: 9598, timestamp: 1_593_879_221_297, value: 1.2440823015294975 },
      { user: 0, item: 5262, timestamp: 1_593_879_366_687, value: 0.1076125442589782 },
    ]);
  });

  it('makes titles and attributes from captions, cover texts and categories', async () => {
    const source = await open({
      'big_matrix.csv': BIG,
      'kuairec_caption_category.csv': CAPTIONS,
      'item_categories.csv': CATEGORIES,
    });
    expect(await collect(source.items?.() ?? [])).toEqual([
      {
        id: 148,
        title: '#搞笑 他说："走！" 这真是完美搭配啊！',
        attributes: {
          categories: ['时尚', '营销售卖', '女装'],
          topics: ['五爱市场', '搞笑'],
          cover: '五爱街最美美女 一天1q',
          tags: ['27', '9'],
        },
      },
      { id: 183, attributes: { categories: ['高新数码'], tags: ['8'] } },
      { id: 3649, title: '地里约起来', attributes: { cover: '地里约起来' } },
      { id: 9598, attributes: { tags: ['26'] } },
    ]);
  });

  it('works with only captions or only categories', async () => {
    const captions = await open({
      'small_matrix.csv': SMALL,
      'kuairec_caption_category.csv': CAPTIONS,
    });
    expect((await collect(captions.items?.() ?? [])).map(({ id }) => id)).toEqual([148, 183, 3649]);
    const categories = await open({
      'small_matrix.csv': SMALL,
      'item_categories.csv': CATEGORIES,
    });
    expect((await collect(categories.items?.() ?? [])).map(({ id }) => id)).toEqual([
      148, 183, 9598,
    ]);
  });

  it('makes attributes from user features, with the names of their columns', async () => {
    const features =
      'user_id,user_active_degree,follow_user_num,follow_user_num_range,fans_user_num,friend_user_num,register_days,register_days_range,onehot_feat0,onehot_feat4\n';
    const source = await open({
      'big_matrix.csv': BIG,
      'user_features.csv.gz': gzipSync(
        `${features}0,high_active,5,"(0,10]",0,0,107,61-90,0,\n1,UNKNOWN,,0,4,2,327,181-365,3,1.0\n`,
      ),
    });
    expect(await collect(source.users?.() ?? [])).toEqual([
      {
        id: 0,
        attributes: {
          user_active_degree: 'high_active',
          follow_user_num: 5,
          follow_user_num_range: '(0,10]',
          fans_user_num: 0,
          friend_user_num: 0,
          register_days: 107,
          register_days_range: '61-90',
          onehot_feat0: '0',
        },
      },
      {
        id: 1,
        attributes: {
          follow_user_num_range: '0',
          fans_user_num: 4,
          friend_user_num: 2,
          register_days: 327,
          register_days_range: '181-365',
          onehot_feat0: '3',
          onehot_feat4: '1.0',
        },
      },
    ]);
    // Only users who are in the data are kept.
    expect((await prepareDataset(source)).users?.map(({ id }) => id)).toEqual([0]);
    const other = await open({ 'big_matrix.csv': BIG, 'user_features.csv': 'user_id,age\n0,9\n' });
    await expect(collect(other.users?.() ?? [])).rejects.toThrow(
      'user_features.csv: no column "user_active_degree"',
    );
  });

  it('reads the wanted part of a directory, and a matrix by path', async () => {
    const path = directoryOf({ 'big_matrix.csv': BIG, 'small_matrix.csv': SMALL });
    const files = async (options: SourceOptions) => (await openSource(options)).files;
    expect(await files({ path, part: 'big' })).toEqual([join(path, 'big_matrix.csv')]);
    expect(await files({ path, part: 'small' })).toEqual([join(path, 'small_matrix.csv')]);
    const small = await openSource({ path: join(path, 'small_matrix.csv') });
    expect(small.format).toBe('kuairec');
    await expect(openSource({ path })).rejects.toThrow(
      `${path} holds both big_matrix.csv and small_matrix.csv; choose with part: 'big' or part: 'small'`,
    );
    await expect(openSource({ path, part: 'all' })).rejects.toThrow(
      'KuaiRec has no part "all"; there are big, small',
    );
    await expect(openSource({ path: join(path, 'small_matrix.csv'), part: 'big' })).rejects.toThrow(
      'small_matrix.csv is a file; give either a part or a file',
    );
  });

  it('advises to skip a row without a time', async () => {
    const source = await open({ 'small_matrix.csv': SMALL });
    await expect(collect(source.interactions())).rejects.toMatchObject({
      code: 'bad-row',
      line: 4,
      message: expect.stringContaining(
        'small_matrix.csv:4: timestamp is empty: nobody knows when this video was shown, so the row can only be skipped',
      ),
    });
    const { bad, options } = gatherBadRows();
    expect(await collect(source.interactions(options))).toHaveLength(2);
    expect(bad).toHaveLength(1);
  });

  it('says what is wrong with a row, with its line', async () => {
    const source = await open({
      'big_matrix.csv': `${HEADER}0,1,1,1,,,soon,1\n0,1,1,1,,,5.5,\n0,x,1,1,,,5.5,1\n0,1,1\n0,1,1,1,,,5.5,1\n`,
    });
    const { bad, options } = gatherBadRows();
    expect(await collect(source.interactions(options))).toEqual([
      { user: 0, item: 1, timestamp: 5500, value: 1 },
    ]);
    expect(bad).toEqual([
      '2: timestamp is not a number of seconds: "soon"',
      '3: watch_ratio is empty',
      '4: video_id is not a whole number: "x"',
      '5: expected 8 fields, got 3',
    ]);
  });

  it('names a missing column, a directory without matrices, and metadata of another kind', async () => {
    const bare = await openSource({
      path: directoryOf({ 'big_matrix.csv': 'user_id,video_id,timestamp\n0,1,5.5\n' }),
    });
    await expect(collect(bare.interactions())).rejects.toThrow(
      'big_matrix.csv: no column "play_duration"; the columns are "user_id", "video_id", "timestamp"',
    );
    const metadata = directoryOf({ 'kuairec_caption_category.csv': CAPTIONS });
    await expect(openSource({ path: metadata })).rejects.toThrow(
      `${metadata} holds no big_matrix.csv or small_matrix.csv`,
    );
    await expect(openSource({ path: metadata, part: 'small' })).rejects.toThrow(
      `${metadata} holds no small_matrix.csv`,
    );
    const titles = await open({
      'big_matrix.csv': BIG,
      'kuairec_caption_category.csv': 'video_id,caption,category\n1,a,b\n',
    });
    await expect(collect(titles.items?.() ?? [])).rejects.toThrow(
      'kuairec_caption_category.csv: no column "manual_cover_text"',
    );
    const tags = await open({
      'big_matrix.csv': BIG,
      'item_categories.csv': 'video_id,feat\n1,8\n',
    });
    await expect(collect(tags.items?.() ?? [])).rejects.toThrow(
      'item_categories.csv:2: feat is not a list in brackets: "8"',
    );
  });
});

describe('likes of KuaiRec', () => {
  const rows = [0.69, 0.7, 0.701, 2, 2.1].map((ratio, i) => `1,${i + 1},1,1,,,${i},${ratio}\n`);
  const source = () => open({ 'big_matrix.csv': HEADER + rows.join('') });

  it('are by default videos watched for strictly more than 0.7, as the manifest records', async () => {
    const { manifest, sequences, catalogue } = await prepareDataset(await source());
    expect(manifest.filters.rating).toEqual({ threshold: 0.7, exclusive: true, below: 'dislike' });
    expect(Array.from(sequenceOf(sequences, 0), (item) => catalogue.item(item).id)).toEqual([
      3, 4, 5,
    ]);
    expect(manifest.preparation.disliked).toBe(2);
  });

  it('follow any other threshold', async () => {
    const kept = async (rating: { threshold: number; exclusive?: boolean; below?: 'drop' }) => {
      const { manifest } = await prepareDataset(await source(), { filters: { rating } });
      return manifest.counts.interactions;
    };
    expect(await kept({ threshold: 2, exclusive: true })).toBe(1);
    expect(await kept({ threshold: 2 })).toBe(2);
    expect(await kept({ threshold: 0, below: 'drop' })).toBe(5);
  });
});
