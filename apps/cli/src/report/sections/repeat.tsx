import type { ReportedRun } from '../reported-run.js';

/** The commands that repeat everything. */
export function Repeat({
  runs,
  report,
}: {
  readonly runs: readonly ReportedRun[];
  report: string;
}) {
  return (
    <section id="repeat">
      <h2>Have it again</h2>
      <p>In the directory where they were typed, with the same data and versions:</p>
      {runs.flatMap((run) =>
        commandsOf(run).map(({ what, command }) => (
          <>
            <h3 class="apart">{runs.length > 1 ? `${what} of ${run.label}` : what}</h3>
            <pre>
              <code>{command}</code>
            </pre>
          </>
        )),
      )}
      <h3 class="apart">This report</h3>
      <pre>
        <code>{report}</code>
      </pre>
    </section>
  );
}

function commandsOf({ evaluation, summary }: ReportedRun) {
  const training = evaluation?.model.command ?? summary?.command;
  const measuring = evaluation?.command;
  return [
    ...(training === undefined ? [] : [{ what: 'Training', command: training }]),
    ...(measuring === undefined || measuring === training
      ? []
      : [{ what: 'Evaluation', command: measuring }]),
  ];
}
