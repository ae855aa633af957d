import { lockDirectory } from '../directory-lock.js';

const [, , directory = ''] = process.argv;

// Locks a directory until it is killed, or says why it cannot.
try {
  await lockDirectory(directory);
  console.log('locked');
  setInterval(() => {}, 1000);
} catch (error) {
  console.log(error instanceof Error ? error.message : error);
}
