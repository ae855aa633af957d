import { startsWithFrame } from '@org/tfrecord';
import { SeqrecDataError } from '../../error.js';
import { filesBelow, listDirectory } from '../find-file.js';
import { firstBytes } from '../text/first-lines.js';

/** `a.tfrecord`, `a.tfrec`, `a.tfrecords.gz`, `a-00000-of-00004`, `a.tfrecord-00000-of-00004`. */
const RECORD_FILE = /(\.tfrec(ords?)?|-\d+-of-\d+)(\.gz|\.zlib)?$/i;

/** Names of the output of Spark and Beam, with any content: `part-00000`, `part-r-00000.gz`, `part-00000-9af2.gz`. */
const PART_FILE = /^part-[^.]*(\.gz|\.zlib)?$/i;

/** Whether a file is one of TFRecords, by its name. */
export function isRecordFile(name: string): boolean {
  return RECORD_FILE.test(name);
}

/**
 * Whether a directory holds TFRecords, by the names of its files, or, for `part-*` files, by the content of the first
 * one.
 */
export async function holdsRecords(directory: string): Promise<boolean> {
  const [first] = await filesIn(directory);
  if (first === undefined) return false;
  return isRecordFile(first) || startsWithFrame(await firstBytes(first));
}

/**
 * The files of TFRecords that a path names: the file itself, or those in a directory and its subdirectories, by their
 * names, in the order of their paths. `part-*` files count if there are no others.
 */
export async function recordFiles(path: string): Promise<readonly string[]> {
  if ((await listDirectory(path)) === undefined) return [path];
  const files = await filesIn(path);
  if (files.length === 0) {
    throw new SeqrecDataError(
      'source-missing',
      `${path} holds no TFRecord files, by their names: *.tfrecord, *.tfrecords, *.tfrec, *-00000-of-00005 or part-*, each also with .gz; give the path of the file`,
      { file: path },
    );
  }
  return files;
}

async function filesIn(directory: string): Promise<readonly string[]> {
  const named = await filesBelow(directory, isRecordFile);
  return named.length > 0 ? named : filesBelow(directory, (name) => PART_FILE.test(name));
}
