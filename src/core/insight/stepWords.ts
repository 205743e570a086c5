/** The words of a derivation: for each rule its name and one plain sentence made from the facts of the step. */

import type { DerivationStep, Rule } from '../math/derivation';
import type { Quantity } from '../math/expression';
import { lastLayer, output, outputDelta, unitCount } from '../math/formulas';
import type { Names } from '../math/names';
import type { Network } from '../network/network';
import { differentiatedBy, type Subject } from '../network/subject';

export const ruleTitles: Readonly<Record<Rule, string>> = {
  weightedSum: 'Weighted sum',
  activation: 'Activation',
  lossTerm: 'Loss of one output',
  loss: 'Loss',
  singleTerm: 'One loss term only',
  chainRule: 'Chain rule',
  deltaDefinition: 'Definition of delta',
  sumOverPaths: 'Sum over paths',
  error: 'Error at the activation',
  lossDerivative: 'Derivative of the loss',
  activationDerivative: 'Derivative of the activation',
  sumDerivative: 'Derivative of the weighted sum',
  outputDelta: 'Output delta',
  targetSum: 'Targets that add up to 1',
  deltaForm: 'Delta form',
  unfolded: 'Unfolded',
  update: 'Update',
};

/** The sentence of a step in the derivation of `subject`. */
export function stepSentence(
  network: Network,
  names: Names,
  subject: Subject,
  step: DerivationStep,
  isFolded: boolean,
): string {
  const text = (of: Quantity): string => names.unicode(of);
  const about = step.about ? text(step.about) : '';
  switch (step.rule) {
    case 'singleTerm':
      return singleTermSentence(network, names, subject);
    case 'chainRule':
      return `${text(differentiatedBy(subject))} acts on the loss through ${about}, so its derivative is the product of the derivatives along the way.`;
    case 'deltaDefinition':
      return `The error of a unit is how fast the loss changes with its pre-activation ${about}.`;
    case 'sumOverPaths':
      return `${about} is used by ${unitsAfter(network, step.about)}; every way to the loss adds its part.`;
    case 'lossDerivative':
      return `How the loss changes with the output ${about}.`;
    case 'activationDerivative':
      return `How steep the activation function is at ${about}.`;
    case 'sumDerivative':
      return subject.kind === 'weight'
        ? `The weighted sum is linear in ${about}, so what is left is the number the weight is multiplied by.`
        : `The bias ${about} is added as it is, so its derivative is 1.`;
    case 'outputDelta':
      return outputDeltaSentence(network);
    case 'targetSum':
      return "The sample's targets add up to 1, so output minus target is left.";
    case 'error':
      return `Each part is the error of a following unit times the weight that leads to it.`;
    case 'deltaForm':
      if (subject.kind === 'delta') {
        return 'What the following units hand back, times the slope of the activation of the unit itself.';
      }
      return `With ${about} for the error at the unit, the gradient is one product.`;
    case 'unfolded':
      return isFolded
        ? 'Written out in full this sum would be too long to read, so it stays in delta form.'
        : 'The same with every error written out.';
    case 'activation':
      return isOwnFormula(network, step.about)
        ? `The formula that the file gives the layer of ${about}.`
        : '';
    case 'weightedSum':
    case 'lossTerm':
    case 'loss':
    case 'update':
      return '';
  }
}

function outputDeltaSentence(network: Network): string {
  switch (outputDelta(network)) {
    case 'elementwise':
    case 'sigmoidCrossEntropy':
      return 'The factor that the loss divides by cancels against the slope of the activation.';
    case 'softmax':
      return 'Softmax lets every pre-activation move every output; the parts are added up.';
    case 'softmaxCrossEntropy':
      return 'Softmax lets every pre-activation move every output; in each part an output cancels.';
  }
}

function isOwnFormula(network: Network, of: Quantity | null): boolean {
  return of?.kind === 'activation' && network.layers[of.layer]!.activation.type === 'formula';
}

function singleTermSentence(network: Network, names: Names, subject: Subject): string {
  const outputs = unitCount(network, lastLayer(network));
  const own = 'j' in subject ? subject.j : 0;
  const others = Array.from({ length: outputs }, (_, k) => k).filter((k) => k !== own);
  const text = names.unicode(differentiatedBy(subject));
  if (others.length === 1) {
    const other = names.unicode({ kind: 'lossTerm', k: others[0]! });
    return `No path leads from ${text} to ${other}, so ∂${other}/∂${text} = 0.`;
  }
  return `No path leads from ${text} to the other ${String(others.length)} loss terms, so their derivatives are 0.`;
}

function unitsAfter(network: Network, of: Quantity | null): string {
  const layer = of?.kind === 'activation' ? of.layer : -1;
  const count = unitCount(network, layer + 1);
  if (count === 1) return 'one unit of the next layer';
  return count === 2 ? 'both units of the next layer' : `all ${String(count)} units of the next layer`;
}

/** Where a subject stands: "from a_h₁ to o₁, layer output". */
export function subjectPlace(network: Network, names: Names, subject: Subject): string {
  const text = (of: Quantity): string => names.unicode(of);
  const layerName = (layer: number): string => `layer ${network.layers[layer]!.name.replace(/^layer /, '')}`;
  switch (subject.kind) {
    case 'weight': {
      const { layer, i, j } = subject;
      const target = text({ kind: 'preActivation', layer, j });
      return `from ${text(output(layer - 1, i))} to ${target}, ${layerName(layer)}`;
    }
    case 'bias':
      return `bias of ${text({ kind: 'preActivation', layer: subject.layer, j: subject.j })}, ${layerName(subject.layer)}`;
    case 'preActivation':
      return `pre-activation of unit ${String(subject.j + 1)}, ${layerName(subject.layer)}`;
    case 'delta':
      return `error of unit ${String(subject.j + 1)}, ${layerName(subject.layer)}`;
    case 'activation':
      return `activation of unit ${String(subject.j + 1)}, ${layerName(subject.layer)}`;
    case 'input':
      return `input ${String(subject.i + 1)}`;
    case 'target':
      return `target of output ${String(subject.k + 1)}`;
    case 'lossTerm':
      return `loss of output ${String(subject.k + 1)}`;
    case 'loss':
      return 'the loss';
  }
}
