import { type JobResult, Journal, nextJob, rankedTrials, type TrialJob } from '@org/search';
import { z } from 'zod';
import { CliError } from '../program/cli-error.js';
import { shownPath } from '../program/start-directory.js';
import {
  type EndedEntry,
  type FailedEntry,
  type FinishedEntry,
  type LogEntry,
  logEntry,
  type SearchEntry,
} from './log-entry.js';
import type { SearchPlan } from './plan.js';

/** The result of a job, with its log entry. */
export type TrialResult = JobResult & { readonly entry: EndedEntry | FailedEntry };

type Timeless<Entry> = Entry extends unknown ? Omit<Entry, 'time'> : never;

/** A search, as its journal records it. Every change is on the disk before it takes effect. */
export class SearchLog {
  readonly #journal: Journal;
  readonly #entries: LogEntry[];

  private constructor(journal: Journal, entries: LogEntry[]) {
    this.#journal = journal;
    this.#entries = entries;
  }

  static async open(file: string): Promise<SearchLog> {
    const journal = await Journal.open(file);
    const entries = journal.entries.map((entry, line) => {
      const parsed = logEntry.safeParse(entry);
      if (parsed.success) return parsed.data;
      throw new CliError(
        'failure',
        `${shownPath(file)}:${line + 1} is not an entry of a search: ${z.prettifyError(parsed.error)}`,
      );
    });
    return new SearchLog(journal, entries);
  }

  /** Undefined while the journal is empty. */
  get search(): SearchEntry | undefined {
    return this.#entries.find((entry) => entry.type === 'search');
  }

  get begun(): TrialJob[] {
    return this.#entries.filter((entry) => entry.type === 'begun');
  }

  get results(): TrialResult[] {
    return this.#entries.flatMap((entry) => resultOf(entry) ?? []);
  }

  /** The newest result of each trial, best first. */
  get ranked(): TrialResult[] {
    return rankedTrials(this.results);
  }

  get finished(): FinishedEntry | undefined {
    return this.#entries.find((entry) => entry.type === 'finished');
  }

  /** Jobs without a result. */
  get interrupted(): TrialJob[] {
    const results = this.results;
    return this.begun
      .filter((job) => !results.some((result) => isSameJob(result, job)))
      .map(({ trial, rung }) => ({ trial, rung }));
  }

  /** The newest result of a trial. */
  resultOf(trial: number): TrialResult | undefined {
    return this.results.findLast((result) => result.trial === trial);
  }

  async add(entry: Timeless<LogEntry>): Promise<void> {
    const timed = { time: new Date().toISOString(), ...entry } as LogEntry;
    await this.#journal.append(timed);
    this.#entries.push(timed);
  }

  /** Decides the next job and records it. */
  async beginNext(plan: SearchPlan): Promise<TrialJob | undefined> {
    const job = nextJob(this.begun, this.results, plan.schedule);
    if (job === undefined) return undefined;
    await this.add({ type: 'begun', ...job, settings: plan.trials[job.trial]?.settings ?? {} });
    return job;
  }

  /** Repeats every decision of the journal and checks that it comes out the same. */
  check(plan: SearchPlan): void {
    const begun: TrialJob[] = [];
    const results: JobResult[] = [];
    for (const entry of this.#entries) {
      const result = resultOf(entry);
      if (result !== undefined) results.push(result);
      if (entry.type !== 'begun') continue;
      const job = nextJob(begun, results, plan.schedule);
      const settings = plan.trials[entry.trial]?.settings;
      if (
        job === undefined ||
        !isSameJob(job, entry) ||
        JSON.stringify(settings) !== JSON.stringify(entry.settings)
      ) {
        throw new CliError(
          'failure',
          `${shownPath(this.#journal.file)} contradicts itself: with its settings, trial ${entry.trial} at rung ${entry.rung} would not have been next. This version of the program may plan searches differently; start a new search`,
        );
      }
      begun.push(entry);
    }
  }

  close(): Promise<void> {
    return this.#journal.close();
  }
}

function resultOf(entry: LogEntry): TrialResult | undefined {
  if (entry.type !== 'ended' && entry.type !== 'failed') return undefined;
  const { trial, rung } = entry;
  return { trial, rung, value: entry.type === 'ended' ? entry.value : undefined, entry };
}

function isSameJob(a: TrialJob, b: TrialJob): boolean {
  return a.trial === b.trial && a.rung === b.rung;
}
