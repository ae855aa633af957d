import { execFileSync } from 'node:child_process';

/** Environment variables that make a memory allocator suit PyTorch better. */
export interface Allocator {
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Keeps freed memory instead of returning it to the system. PyTorch allocates every activation again in each step, and
 * by default glibc maps, clears and unmaps large blocks each time.
 */
export const glibcTuned: Allocator = {
  name: 'glibc',
  environment: {
    MALLOC_MMAP_MAX_: '0',
    MALLOC_TRIM_THRESHOLD_: '99999999999',
    MALLOC_TOP_PAD_: '67108864',
  },
};

/** The same with jemalloc on huge pages, if it is installed (Debian: `apt install libjemalloc2`). */
export function jemallocTuned(): Allocator | undefined {
  const library = sharedLibrary('libjemalloc.so.2');
  if (library === undefined) return undefined;
  return {
    name: 'jemalloc',
    environment: {
      LD_PRELOAD: library,
      MALLOC_CONF:
        'oversize_threshold:0,dirty_decay_ms:-1,muzzy_decay_ms:-1,metadata_thp:auto,thp:always',
    },
  };
}

function sharedLibrary(name: string): string | undefined {
  try {
    const known = execFileSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' });
    const line = known.split('\n').find((candidate) => candidate.trim().startsWith(`${name} `));
    return line?.split('=> ')[1];
  } catch {
    return undefined;
  }
}
