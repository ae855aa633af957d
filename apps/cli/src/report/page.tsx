import type { LearnedRun } from './charts/curve-charts.js';
import { renderDocument } from './document.js';
import type { PairedTests } from './paired-tests.js';
import type { ReportedRun } from './reported-run.js';
import { CatalogueSection } from './sections/catalogue.js';
import { Comparisons } from './sections/comparison.js';
import { Examples } from './sections/examples.js';
import { Headline, modelOf, titleOf } from './sections/headline.js';
import { Learning } from './sections/learning.js';
import { ProtocolSection } from './sections/protocol.js';
import { Repeat } from './sections/repeat.js';
import { Results } from './sections/results.js';
import { Slices } from './sections/slices.js';
import { type Standing, standingsOf } from './standings.js';

export interface PageContent {
  readonly runs: readonly ReportedRun[];
  readonly tests: PairedTests;
  /** The command that writes this page again. */
  readonly command: string;
  /** The JavaScript that draws the charts. */
  readonly script: string;
  /** Whether to show users and their recommendations. */
  readonly examples: boolean;
}

/** The report as a self-contained HTML file. */
export function renderPage(content: PageContent): Promise<string> {
  const { runs, script } = content;
  return renderDocument({ title: titleOf(runs), script, children: <Page {...content} /> });
}

function Page({ runs, tests, command, examples }: Omit<PageContent, 'script'>) {
  const protocols = standingsOf(runs);
  const full = protocols.find(({ protocol }) => protocol.ranking === 'full');
  const learned = learnedRuns(runs, full?.standings ?? []);
  const sliced = full?.standings.some(({ record }) => (record.slices ?? []).length > 0);
  const sections = [
    protocols.length > 0 && {
      ...{ id: 'results', name: 'Results' },
      content: <Results protocols={protocols} sameTask={tests.sameTask} />,
    },
    (tests.comparisons.length > 0 || tests.refused.length > 0) && {
      ...{ id: 'comparison', name: 'Tests' },
      content: <Comparisons tests={tests} />,
    },
    learned.length > 0 && {
      ...{ id: 'learning', name: 'Learning' },
      content: <Learning runs={learned} />,
    },
    full &&
      sliced && {
        ...{ id: 'slices', name: 'Slices' },
        content: <Slices standings={full.standings} />,
      },
    full && {
      ...{ id: 'catalogue', name: 'Coverage' },
      content: <CatalogueSection standings={full.standings} />,
    },
    examples &&
      runs.some(({ evaluation }) => evaluation?.examples?.length) && {
        ...{ id: 'examples', name: 'Examples' },
        content: <Examples runs={runs} />,
      },
    {
      ...{ id: 'protocol', name: 'Protocol' },
      content: <ProtocolSection runs={runs} />,
    },
    {
      ...{ id: 'repeat', name: 'Commands' },
      content: <Repeat runs={runs} report={command} />,
    },
  ].filter((section) => section !== false && section !== undefined);
  return (
    <>
      <Headline runs={runs} full={full} sameTask={tests.sameTask} />
      <nav aria-label="Sections">
        <ul>
          {sections.map(({ id, name }) => (
            <li>
              <a href={`#${id}`}>{name}</a>
            </li>
          ))}
        </ul>
      </nav>
      <main>{sections.map((section) => section.content)}</main>
    </>
  );
}

/** The runs with learning curves, with the names and colours of their models. */
function learnedRuns(runs: readonly ReportedRun[], standings: readonly Standing[]): LearnedRun[] {
  return runs.flatMap((run, place) => {
    const { curves } = run;
    if (curves === undefined) return [];
    const label = runs.length === 1 ? modelOf(run) : run.label;
    const standing = standings.find((one) => one.role === 'model' && one.label === label);
    return [{ label, series: standing?.series ?? standings.length + place, curves }];
  });
}
