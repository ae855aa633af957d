import { application } from '../../tsup.base.js';

export default application({
  main: 'src/main.ts',
  // A worker thread is a file of its own.
  'train-worker': 'src/train-worker.ts',
  'piece-worker': 'src/piece-worker.ts',
});
