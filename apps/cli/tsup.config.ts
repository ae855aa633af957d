import { defineConfig, type Options } from 'tsup';
import { application } from '../../tsup.base.js';

const app = application({
  main: 'src/main.ts',
  // A worker thread is a file of its own, and so is a process.
  'train-worker': 'src/train-worker.ts',
  'piece-worker': 'src/piece-worker.ts',
  'trial-worker': 'src/trial-worker.ts',
  'sqlite-worker': 'src/sqlite-worker.ts',
});

/** What draws the charts of a report, with the libraries it needs: one script, which `report` puts into its pages. */
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
  // Both are built at once: the one that clears the directory leaves the other's file.
  { ...app, clean: ['!report-charts.js'] },
  charts,
]);
