import { createHash, timingSafeEqual } from 'node:crypto';

/** What a key may do. A route names the one that it needs in its `security`. */
export const SCOPES = ['read', 'events', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** A bearer key, and what it may do. */
export interface ApiKey {
  readonly key: string;
  readonly scopes: readonly Scope[];
}

/**
 * Reads one entry of `API_KEYS`: a key, and after a colon its scopes, joined by `+`. A key without scopes may do
 * everything.
 *
 * @returns the key, or what is wrong with it. The sentence says nothing of the entry, which is a secret.
 * @example
 * readApiKey('k3y:read+events'); // { key: 'k3y', scopes: ['read', 'events'] }
 */
export function readApiKey(entry: string): ApiKey | string {
  const [key = '', ...rest] = entry.split(':');
  if (!/^[\w.~+/-]+=*$/.test(key)) {
    return 'has a character that no Authorization header carries: expected letters, digits and -._~+/, with = at the end only';
  }
  if (rest.length === 0) return { key, scopes: SCOPES };
  const scopes = rest.join(':').split('+');
  const isScope = (scope: string): scope is Scope => SCOPES.some((one) => one === scope);
  if (scopes.every(isScope)) return { key, scopes };
  return `has something after its colon that is no scope: expected ${SCOPES.join(', ')}, joined by +`;
}

/**
 * Finds a key among others in a time that says nothing about how much of it is right: hashes are compared, all of them,
 * and each as a whole.
 */
export function keyFinder(keys: readonly ApiKey[]): (sent: string) => ApiKey | undefined {
  const hashes = keys.map(({ key }) => sha256(key));
  return (sent) => {
    const hash = sha256(sent);
    let found: ApiKey | undefined;
    hashes.forEach((one, place) => {
      if (timingSafeEqual(one, hash)) found = keys[place];
    });
    return found;
  };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
