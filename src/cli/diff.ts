import { initialParameters } from '../core/engine/initialise';
import {
  isSame,
  networkDiffSteps,
  type ComparedNetwork,
  type NumberChanges,
} from '../core/insight/networkDiff';
import { networkDiffLines } from '../core/insight/networkDiffWords';
import { parse } from '../core/network/parse';
import { runToEnd } from '../core/network/steps';
import type { CommandOf } from './arguments';
import { readSource } from './files';
import { jsonDocument } from './json';
import { Lines } from '../core/network/lines';
import { CommandError, located, problemLine } from './problem';
import { text, type Outcome } from './terminal';

/** So many numbers that differ are printed for people; the document of `--json` has them all. */
const toldNumbers = 100;

/** Compares two network files. Ends as diff does: 0 for the same, 1 for different, 2 for files that cannot be compared. */
export function diff({ before, after, json }: CommandOf<'diff'>): Outcome {
  let compared: readonly [ComparedNetwork, ComparedNetwork];
  try {
    compared = [networkOf(before), networkOf(after)];
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { output: '', errors: `${problemLine(error.problem)}\n`, exitCode: 2 };
  }
  const found = runToEnd(networkDiffSteps(...compared, json ? Infinity : toldNumbers));
  const exitCode = isSame(found) ? 0 : 1;
  if (!json) return { output: text(networkDiffLines(found, before, after)), errors: '', exitCode };
  const { settings, samples, parameters, uncompared, unchangedSettings } = found;
  const document = {
    same: isSame(found),
    settings,
    unchangedSettings,
    samples: samples && numbers(samples),
    parameters: numbers(parameters),
    uncompared,
  };
  return { output: jsonDocument(document), errors: '', exitCode };
}

function numbers({ changes, unchanged }: NumberChanges) {
  return {
    changes: changes.map((one) => ({ ...one, difference: one.after - one.before })),
    unchanged,
  };
}

/** The network of a file at the weights of the file; throws a CommandError with its first error. */
function networkOf(file: string): ComparedNetwork {
  const source = readSource(file);
  const { network, diagnostics } = parse(source.text);
  const error = diagnostics.find(({ severity }) => severity === 'error');
  if (error) throw new CommandError(located(file, new Lines(source.text), error));
  if (!network) throw new Error(`${file} has neither errors nor a network.`);
  return { network, parameters: initialParameters(network) };
}
