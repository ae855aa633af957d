export type RulesErrorCode =
  /** A filter that cannot be read. */
  | 'invalid-filter'
  /** A filter or a rule names an attribute that no item has. */
  | 'unknown-attribute'
  /** A value of another type than the attribute's. */
  | 'wrong-type'
  /** A rule or an option is out of range, or contradicts another. */
  | 'invalid-rule'
  /** More than a named limit allows. */
  | 'too-large';

/** What this package throws. `code` is for programs, `message` for people. */
export class RulesError extends Error {
  readonly code: RulesErrorCode;

  constructor(code: RulesErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RulesError';
    this.code = code;
  }
}
