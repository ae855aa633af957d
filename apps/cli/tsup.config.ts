import { defineConfig, type Options } from 'tsup';
import { application } from '../../tsup.base.js';

const app = application({
  main: 'src/main.ts',
  // Each worker thread and each process needs its own file.
  'train-worker': 'src/train-worker.ts',
  'piece-worker': 'src/piece-worker.ts',
  'trial-worker': 'src/trial-worker.ts',
  'sqlite-worker': 'src/sqlite-worker.ts',
});

/** The script that draws the charts of a report, with its libraries; `report` puts it into its pages. */
const charts: Options = {
  entry: { 'report-charts': 'browser/report-charts.ts' },
  format: 'esm',
  target: 'es2022',
  platform: 'browser',
  noExternal: [/./],
  splitting: false,
  minify: true,
  silent: true,
};

export default defineConfig([
  // Both are built at the same time, so the one that clears the directory keeps the other's file.
  { ...app, clean: ['!report-charts.js'] },
  charts,
]);
