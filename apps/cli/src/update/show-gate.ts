import { metricLabel } from '@org/metrics';
import { comparisonsTable } from '../measure/comparisons-table.js';
import { plural } from '../output/format.js';
import type { Terminal } from '../output/terminal.js';
import type { Gate, GateRule } from './gate.js';

/** The interval of a mean over fewer is wide. */
const FEW_USERS = 100;

/** Shows what the gate has measured. */
export function showGate(
  { comparison, newItems }: Gate,
  { metric }: GateRule,
  terminal: Terminal,
): void {
  terminal.show();
  terminal.show(
    terminal.resultStyle.bold('The new model and the one that serves, on the newest events'),
  );
  if (comparison !== undefined) {
    terminal.show(comparisonsTable([comparison]));
    if (comparison.users < FEW_USERS) {
      terminal.warn(
        `${plural(comparison.users, 'user')} say little of how good a model is: see the interval, or hold out more with --held-out`,
      );
    }
    terminal.show(
      `Both rank the items that both know, for ${plural(comparison.users, 'user')}; in brackets the 95 % interval of the difference.`,
    );
  }
  terminal.show(
    newItems === undefined
      ? 'No item among them is new to the model that serves.'
      : `Items among them that only the new model knows: ${plural(newItems.targets, 'event')} of ${plural(newItems.users, 'user')}, ${metricLabel(metric)} ${newItems.mean.toFixed(4)} among all items.`,
  );
  terminal.show();
}
