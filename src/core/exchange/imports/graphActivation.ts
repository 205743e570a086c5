import { activationFunction } from '../../math/activations';
import { parseFormula } from '../../network/formula';
import type { Activation } from '../../network/network';
import { say } from '../../words/say';
import { POINTS, type GraphFormula } from './graphFormula';

/** An activation that was found in a graph. */
export interface FoundActivation {
  readonly activation: Activation;
  /** A whole sentence on how it was found, with {0} for the layer's name; null: the graph has just that. */
  readonly note: ((layer: string) => string) | null;
}

const plain: readonly Activation[] = [
  ...(['linear', 'relu', 'sigmoid', 'tanh', 'softplus', 'silu', 'gelu', 'geluTanh'] as const).map((type) => ({
    type,
  })),
  { type: 'leakyRelu', slope: 0.01 },
  { type: 'elu', alpha: 1 },
];

/** Two ways to compute the same in doubles. */
const SAME = 1e-12;
/** What constants in single precision make of it. */
const NEAR = 1e-6;

/**
 * The activation that has the values of a formula, however it is computed; else the formula itself. Null where a network
 * file has no words for it.
 *
 * @param expected what the file says elsewhere, if anything: it is taken if it has the values.
 */
export function activationOf(formula: GraphFormula, expected: Activation | null): FoundActivation | null {
  const own = formula.constants.flatMap((constant): Activation[] => [
    { type: 'leakyRelu', slope: constant },
    { type: 'leakyRelu', slope: -constant },
    { type: 'elu', alpha: constant },
    { type: 'elu', alpha: -constant },
  ]);
  const candidates = [...(expected ? [expected] : []), ...plain, ...own];
  for (const activation of candidates) {
    if (agrees(activation, formula, SAME)) return { activation, note: null };
  }
  for (const activation of candidates) {
    if (!agrees(activation, formula, NEAR)) continue;
    return {
      activation,
      note: (layer) =>
        say(
          'The activation of {0} is computed with rounded constants; it is taken as {1} itself.',
          layer,
          activation.type,
        ),
    };
  }
  const { text } = formula;
  if (text === null || !parseFormula(text).node) return null;
  return {
    activation: { type: 'formula', formula: text },
    note: (layer) => say('The activation of {0} is the formula that the graph computes.', layer),
  };
}

function agrees(activation: Activation, { values }: GraphFormula, tolerance: number): boolean {
  if (activation.type === 'softmax') return false;
  const { value } = activationFunction(activation);
  return POINTS.every((a, n) => {
    const [expected, found] = [value(a), values[n]!];
    return Object.is(expected, found) || Math.abs(expected - found) <= tolerance * (1 + Math.abs(expected));
  });
}
