import { useEffect, useState } from 'preact/hooks';
import { parseRules, type Rules, type RulesText } from './rules-text.js';

/** Until typing pauses for so long, the lists keep the rules before. */
const PAUSE_MS = 350;

interface TypedRules {
  readonly rules: Rules | undefined;
  /** Why the text is no rules; the last ones that were stay. */
  readonly fault: string | undefined;
}

/** The rules that are typed, once typing pauses. */
export function useRules(text: RulesText): TypedRules {
  const [typed, setTyped] = useState<TypedRules>({ rules: undefined, fault: undefined });
  useEffect(() => {
    const timer = setTimeout(() => {
      setTyped((before) => {
        try {
          const rules = parseRules(text);
          const same = JSON.stringify(rules) === JSON.stringify(before.rules);
          return { rules: same ? before.rules : rules, fault: undefined };
        } catch (error) {
          return { ...before, fault: (error as Error).message };
        }
      });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return typed;
}
