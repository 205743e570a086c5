import { basename } from 'node:path';
import { stepSnippet } from '../core/exchange/programs/stepSnippets';
import { showHidden } from '../core/network/hidden';
import { Lines } from '../core/network/lines';
import { checkStep } from '../core/verify/step/checkStep';
import type { StepCheck } from '../core/verify/step/stepCheck';
import { stepLines } from '../core/verify/step/stepWords';
import type { CommandOf } from './arguments';
import { readSource } from './files';
import { jsonDocument } from './json';
import { readyNetwork, type ReadyNetwork } from './load';
import { CommandError, located } from './problem';
import { text, type Outcome } from './terminal';

/** Compares a recorded training step with Backprop's own: exit code 1 where they differ. Or prints what records one. */
export function checkRecordedStep({ file, step, snippet, json }: CommandOf<'check-step'>): Outcome {
  const ready = readyNetwork(file);
  if (snippet !== null) {
    return { output: stepSnippet(snippet, ready.network, basename(file)), errors: '', exitCode: 0 };
  }
  const source = readSource(step);
  const result = checkStep(ready, source.text);
  if ('problems' in result) {
    throw new CommandError(located(step, new Lines(source.text), result.problems[0]!));
  }
  const { check } = result;
  const lines = stepLines(ready.network, ready.symbols, check).map(showHidden);
  const output = json ? jsonDocument(jsonOf(ready, check)) : text(lines);
  return { output, errors: '', exitCode: check.verdict === 'agrees' ? 0 : 1 };
}

/** Layers by their names and parameters by their symbols, as the other documents have them. */
function jsonOf(
  { network, names }: ReadyNetwork,
  { verdict, compared, difference, causes, notes }: StepCheck,
): unknown {
  const nameOf = (layer: number | null): string | null =>
    layer === null ? null : network.layers[layer]!.name;
  return {
    verdict,
    compared: compared.map(({ layer, ...one }) => ({ ...one, layer: nameOf(layer) })),
    difference: difference && {
      quantity: difference.quantity,
      layer: nameOf(difference.layer),
      symbol: difference.subject && names.unicode(difference.subject),
      from: difference.subject?.kind === 'weight' ? difference.subject.i + 1 : null,
      to: difference.subject ? difference.subject.j + 1 : null,
      expected: difference.expected,
      found: difference.found,
      relativeDifference: difference.relativeDifference,
    },
    causes,
    notes,
  };
}
