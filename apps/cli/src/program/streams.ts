import { reasonOf } from '@org/files';

type Stream = NodeJS.WriteStream;

/** Streams without a reader. */
const unread = new Set<Stream>();

/**
 * Handles errors of stdout and stderr. If the reader is gone (`| head`, a closed terminal), nothing more is shown, and
 * the command ends normally. Any other failure of stdout loses the result, so it is an error.
 */
export function watchStreams(): void {
  for (const stream of [process.stdout, process.stderr]) {
    onReaderGone(stream, () => unread.add(stream));
  }
  process.stderr.on('error', () => {
    // No other stream can report it.
  });
  let failed = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (failed || unread.has(process.stdout)) return;
    failed = true;
    process.exitCode = 1;
    process.stderr.write(`error: the result cannot be written to stdout: ${reasonOf(error)}\n`);
  });
}

/**
 * Calls a listener when the reader of a stream is gone, immediately if it already is. Returns a function that stops
 * listening.
 */
export function onReaderGone(stream: Stream, listener: () => void): () => void {
  if (unread.has(stream)) listener();
  const onError = (error: NodeJS.ErrnoException) => {
    // A terminal that was closed answers EIO.
    if (error.code === 'EPIPE' || error.code === 'EIO') listener();
  };
  stream.on('error', onError);
  return () => stream.off('error', onError);
}
