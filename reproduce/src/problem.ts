/** Something the person who typed the command can put right: told in its sentence, without a stack. */
export class Problem extends Error {
  override readonly name = 'Problem';
}
