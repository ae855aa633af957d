import { dirname, join } from 'node:path';
import { stoppedResult } from '../measure/stopped-result.js';
import { formatBytes } from '../output/format.js';
import type { Terminal } from '../output/terminal.js';
import { writeOutput } from '../output/write-output.js';
import { repeatCommand } from '../program/repeat-command.js';
import { shellWord } from '../program/shell-word.js';
import { fromStart, shownPath } from '../program/start-directory.js';
import { chartsScript } from '../report/document.js';
import { renderPage } from '../report/page.js';
import { otherTasks, pairedTests } from '../report/paired-tests.js';
import { type RunToReport, readReportedRuns } from '../report/reported-run.js';
import { findModel } from '../runs/found-model.js';
import type { Invocation } from './command.js';

export interface ReportFlags {
  readonly output?: string;
  readonly examples: boolean;
}

/** Writes the results of runs as one HTML page. */
export async function report({
  terminal,
  arguments: given,
  options,
}: Invocation<ReportFlags>): Promise<number> {
  const directories =
    given.length === 0
      ? [(await findModel(undefined, terminal)).directory]
      : [...new Set(given.map(fromStart))];
  const runs = await readReportedRuns(await resultsOf(directories, terminal));
  const typed = repeatCommand('report');
  const tests = await pairedTests(runs);
  const html = await renderPage({
    runs,
    tests,
    // Names the newest run, because another may be the newest later.
    command:
      given.length === 0
        ? `${typed} ${directories.map((directory) => shellWord(shownPath(directory))).join(' ')}`
        : typed,
    script: await chartsScript(),
    examples: options.examples,
  });
  const file =
    options.output === undefined ? defaultOutput(directories) : fromStart(options.output);
  await writeOutput(file, html);
  const bytes = Buffer.byteLength(html);
  const missing = runs.flatMap((run) => run.missing);
  for (const sentence of missing) terminal.warn(sentence);
  if (!tests.sameTask) terminal.warn(otherTasks);
  terminal.show(`Written  ${shownPath(file)} (${formatBytes(bytes)})`);
  terminal.result({ file, bytes, runs: directories, missing });
  return 0;
}

/** The directory of each run's result. Stopped runs are measured now. */
async function resultsOf(
  directories: readonly string[],
  terminal: Terminal,
): Promise<readonly RunToReport[]> {
  const runs: RunToReport[] = [];
  for (const directory of directories) {
    try {
      const stopped = await stoppedResult(directory, terminal);
      runs.push({ directory, results: stopped?.place ?? directory, note: stopped?.sentence });
    } catch (error) {
      // The report still shows its settings and learning curves.
      if (!(error instanceof Error)) throw error;
      runs.push({ directory, results: directory, note: `No results: ${error.message}` });
    }
  }
  return runs;
}

/** In the run, or for several runs beside the first. */
function defaultOutput(directories: readonly string[]): string {
  const [first = '.'] = directories;
  return join(directories.length === 1 ? first : dirname(first), 'report.html');
}
