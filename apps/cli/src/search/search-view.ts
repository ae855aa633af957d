import { metricLabel } from '@org/metrics';
import type { TrialJob } from '@org/search';
import { plural } from '../output/format.js';
import { ProgressLine } from '../output/progress.js';
import type { Terminal } from '../output/terminal.js';
import type { SearchPlan } from './plan.js';
import type { SearchLog } from './search-log.js';
import { settingsText } from './settings-text.js';
import type { TrialNews } from './trial-process.js';

/** Shows the progress of a search: a line per result, and the running trials. */
export class SearchView {
  readonly #terminal: Terminal;
  readonly #plan: SearchPlan;
  readonly #log: SearchLog;
  readonly #progress: ProgressLine;

  constructor(terminal: Terminal, plan: SearchPlan, log: SearchLog) {
    this.#terminal = terminal;
    this.#plan = plan;
    this.#log = log;
    this.#progress = new ProgressLine(terminal);
  }

  /** Announces the search. */
  begin(): void {
    const { strategy, trials, rungs } = this.#plan;
    const epochs = `up to ${plural(rungs.at(-1) ?? 0, 'epoch')}`;
    const compared = rungs.length === 1 ? '' : `, compared after ${rungs.join(', ')}`;
    this.#terminal.note(
      `search   ${strategy}: ${plural(trials.length, 'trial')} of ${epochs}${compared}`,
    );
    const before = this.#log.results.length;
    if (before > 0) this.#terminal.note(`         resumes after ${plural(before, 'result')}`);
  }

  validated({ trial, rung }: TrialJob, { epoch, value }: TrialNews): void {
    const pause = this.#plan.rungs[rung] ?? epoch;
    const metric = metricLabel(this.#plan.metric);
    this.#update([`trial ${trial} epoch ${epoch}/${pause}: ${metric} ${value.toFixed(4)}`]);
  }

  progress(running: number): void {
    this.#update([`${running} running`]);
  }

  /** Prints the line of a new result. */
  ended(job: TrialJob): void {
    const { style } = this.#terminal;
    const { trials, metric } = this.#plan;
    const entry = this.#log.resultOf(job.trial)?.entry;
    if (entry === undefined) return;
    const name = `trial ${String(job.trial).padStart(String(trials.length - 1).length)}`;
    const settings = settingsText(trials[job.trial]?.settings ?? {});
    if (entry.type === 'failed') {
      this.#progress.print(style.yellow(`${name}  failed (${entry.reason}): ${entry.message}`));
      return;
    }
    const text = [
      name,
      `epoch ${String(entry.epochs).padStart(String(this.#plan.rungs.at(-1)).length)}`,
      `${metricLabel(metric)} ${entry.value.toFixed(4)}`,
      settings,
    ].join('  ');
    const best = this.#log.ranked[0]?.trial === job.trial;
    this.#progress.print(best ? `${text}  ${style.green('best')}` : style.dim(text));
  }

  print(text: string): void {
    this.#progress.print(text);
  }

  clear(): void {
    this.#progress.clear();
  }

  #update(details: readonly string[]): void {
    const tried = new Set(this.#log.results.map(({ trial }) => trial)).size;
    const [best] = this.#log.ranked;
    this.#progress.update({
      label: `search ${tried}/${this.#plan.trials.length}`,
      share: tried / this.#plan.trials.length,
      details: [
        ...details,
        ...(best?.value === undefined ? [] : [`best ${best.value.toFixed(4)}`]),
      ],
    });
  }
}
