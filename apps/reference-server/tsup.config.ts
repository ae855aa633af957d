import { application } from '../../tsup.base.js';

export default application({
  main: 'src/main.ts',
  'model-worker': 'src/model-worker.ts',
  'sqlite-worker': 'src/sqlite-worker.ts',
});
