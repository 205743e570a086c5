import { createOptimizer } from '../engine/optimizers';
import { parameterIndex } from '../engine/layout';
import type { Names } from '../math/names';
import type { Network, Optimizer } from '../network/network';
import type { ParameterSubject } from '../network/subject';
import type { Model } from '../engine/model';
import { shownLatex } from './numbersStyle';
import { say } from '../words/say';

/** What the optimizer's next update from a fresh state makes of a parameter. */
export interface UpdateExplanation {
  /** The parameter after the update. */
  readonly updatedValue: number;
  readonly latex: string;
  readonly unicode: string;
  /** The rule with its numbers; null where the optimizer's state takes more than one line. */
  readonly numbersLatex: string | null;
  readonly sentence: string;
}

/** How each optimizer moves w with gradient g, LaTeX and Unicode; the state behind it starts at zero. */
const rules: Readonly<
  Record<Optimizer['type'], readonly [latex: (g: string) => string, unicode: (g: string) => string]>
> = {
  sgd: [(g) => `\\eta \\, ${g}`, (g) => `η ${g}`],
  momentum: [(g) => `\\eta \\, v, \\quad v = ${g}`, (g) => `η v, v = ${g}`],
  nesterov: [(g) => `\\eta \\, (g + \\mu v), \\quad v = g = ${g}`, (g) => `η (g + μ v), v = g = ${g}`],
  adagrad: [
    (g) => `\\eta \\, \\frac{g}{\\sqrt{q} + \\epsilon}, \\quad q = g^2, \\; g = ${g}`,
    (g) => `η g/(√q + ε), q = g², g = ${g}`,
  ],
  rmsprop: [
    (g) => `\\eta \\, \\frac{g}{\\sqrt{q} + \\epsilon}, \\quad q = (1 - \\alpha) g^2, \\; g = ${g}`,
    (g) => `η g/(√q + ε), q = (1 − α) g², g = ${g}`,
  ],
  adam: [
    (g) =>
      `\\eta \\, \\frac{\\hat m}{\\sqrt{\\hat q} + \\epsilon}, \\quad \\hat m = g, \\; \\hat q = g^2, \\; g = ${g}`,
    (g) => `η m̂/(√q̂ + ε), m̂ = g, q̂ = g², g = ${g}`,
  ],
  adamw: [
    (g) =>
      `\\eta \\lambda w - \\eta \\, \\frac{\\hat m}{\\sqrt{\\hat q} + \\epsilon}, \\quad \\hat m = g, \\; \\hat q = g^2, \\; g = ${g}`,
    (g) => `η λ w − η m̂/(√q̂ + ε), m̂ = g, q̂ = g², g = ${g}`,
  ],
};

/** The update of one parameter by gradient `gradient` with the network's optimizer in a fresh state. */
export function explainUpdate(
  network: Network,
  model: Model,
  parameters: Float64Array,
  names: Names,
  subject: ParameterSubject,
  gradient: number,
): UpdateExplanation {
  const value = parameters[parameterIndex(model.layout, subject)]!;
  const [symbol, text] = [names.latex(subject), names.unicode(subject)];
  if (isFrozen(network, subject)) {
    return {
      updatedValue: value,
      latex: `${symbol} \\leftarrow ${symbol}`,
      unicode: `${text} ← ${text}`,
      numbersLatex: null,
      sentence: say('{0} is frozen: no update touches it.', text),
    };
  }
  const loss = { kind: 'loss' } as const;
  const { learningRate, optimizer } = network.training;
  const [latexRule, textRule] = rules[optimizer.type];
  return {
    updatedValue: updated(network, value, gradient),
    latex: `${symbol} \\leftarrow ${symbol} - ${latexRule(`\\frac{\\partial ${names.latex(loss)}}{\\partial ${symbol}}`)}`,
    unicode: `${text} ← ${text} − ${textRule(`∂${names.unicode(loss)}/∂${text}`)}`,
    numbersLatex:
      optimizer.type === 'sgd'
        ? `${shownLatex(value)} - ${shownLatex(learningRate)} \\cdot (${shownLatex(gradient)})`
        : null,
    sentence: say(
      'The first update by {0} with learning rate {1}, against the gradient.',
      optimizer.type,
      String(learningRate),
    ),
  };
}

function isFrozen(network: Network, subject: ParameterSubject): boolean {
  const { frozen } = network.layers[subject.layer]!;
  return subject.kind === 'weight' ? frozen.weights : frozen.biases;
}

/** The optimizer itself on a vector of this one parameter: every optimizer acts on each parameter alone. */
function updated(network: Network, value: number, gradient: number): number {
  const { optimizer, learningRate } = network.training;
  const vector = Float64Array.of(value);
  createOptimizer(optimizer, 1, Uint8Array.of(0)).update(vector, Float64Array.of(gradient), learningRate);
  return vector[0]!;
}
