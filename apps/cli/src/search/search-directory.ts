import { join } from 'node:path';

/** The layout of a search's directory, which becomes the run of the winner. */
export function searchFiles(run: string) {
  const directory = join(run, 'search');
  return {
    directory,
    journal: join(directory, 'journal.jsonl'),
    results: join(directory, 'results.json'),
    page: join(directory, 'search.html'),
    trials: join(directory, 'trials'),
    trial: (trial: number) => join(directory, 'trials', String(trial).padStart(3, '0')),
  };
}
