import { useEffect, useState } from 'preact/hooks';
import { parseRules, type Rules, type RulesText } from './rules-text.js';

/** The lists keep the previous rules until typing pauses for this long. */
const PAUSE_MS = 350;

interface TypedRules {
  readonly rules: Rules | undefined;
  /** Why the text is not valid rules. The last valid rules stay. */
  readonly fault: string | undefined;
}

/** The typed rules, once typing pauses. */
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
