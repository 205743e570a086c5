import type { Diagnostic } from './diagnostic';
import type { ParsedNetwork } from './parse';
import type { TextRange } from './text';

/**
 * What keeps a valid network from being trained and its gradients from being computed, each at its place:
 * single precision, no data. Empty for a network that can be trained; a network with errors has
 * those in `diagnostics` instead.
 */
export function trainingRefusals(parsed: ParsedNetwork): Diagnostic[] {
  const { network, places } = parsed;
  if (!network) return [];
  const start: TextRange = { offset: places.root?.offset ?? 0, length: 1 };
  const refusals: Diagnostic[] = [];
  if (network.training.precision === 'float32') {
    refusals.push({
      code: 'training.precision',
      severity: 'error',
      message: 'Training in float32 is not there yet. Use "float64", or leave "precision" out.',
      range: places.precision ?? start,
    });
  }
  if (!network.data) {
    refusals.push({
      code: 'training.data',
      severity: 'error',
      message:
        'The network has no data to train on. Add "data" with "inputs" and "targets", a "file" or a "generator".',
      range: start,
    });
  }
  return refusals.sort((a, b) => a.range.offset - b.range.offset);
}
