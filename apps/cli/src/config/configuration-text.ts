import { optionsOf, sections } from './configuration.js';
import type { PartialConfiguration } from './load.js';

/** A configuration file in which a comment, the help of its flag, is above each setting. */
export function configurationText(settings: PartialConfiguration, head: readonly string[]): string {
  const parts = sections.flatMap((section) => {
    const own = settings[section];
    if (own === undefined || Object.keys(own).length === 0) return [];
    const specs = optionsOf(section);
    const lines = Object.entries(own).map(([key, value]) => {
      const spec = specs.find((one) => one.key === key);
      const comment = spec === undefined ? [] : [`    // --${spec.flag}: ${spec.info.help}`];
      return [...comment, `    ${JSON.stringify(key)}: ${JSON.stringify(value)}`].join('\n');
    });
    return [`  ${JSON.stringify(section)}: {\n${lines.join(',\n')}\n  }`];
  });
  return `${head.map((line) => `// ${line}\n`).join('')}{\n${parts.join(',\n')}\n}\n`;
}
