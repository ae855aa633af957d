/** What a computation is rejected with whose thread ended before its answer. */
export class ThreadEnded extends Error {
  override readonly name = 'ThreadEnded';
}
