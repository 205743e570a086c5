/** The words of a derivation: for each rule its name and one plain sentence made from the facts of the step. */

import type { DerivationStep, Rule } from '../math/derivation';
import type { Quantity } from '../math/expression';
import { lastLayer, output, outputDelta, unitCount } from '../math/formulas';
import type { Names } from '../math/names';
import type { Network } from '../network/network';
import { differentiatedBy, type Subject } from '../network/subject';
import { say, saying } from '../words/say';

export const ruleTitles: Readonly<Record<Rule, () => string>> = {
  weightedSum: saying('Weighted sum'),
  activation: saying('Activation'),
  lossTerm: saying('Loss of one output'),
  loss: saying('Loss'),
  singleTerm: saying('One loss term only'),
  chainRule: saying('Chain rule'),
  deltaDefinition: saying('Definition of delta'),
  sumOverPaths: saying('Sum over paths'),
  error: saying('Error at the activation'),
  lossDerivative: saying('Derivative of the loss'),
  activationDerivative: saying('Derivative of the activation'),
  sumDerivative: saying('Derivative of the weighted sum'),
  outputDelta: saying('Output delta'),
  targetSum: saying('Targets that add up to 1'),
  deltaForm: saying('Delta form'),
  unfolded: saying('Unfolded'),
  update: saying('Update'),
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
      return say(
        '{0} acts on the loss through {1}, so its derivative is the product of the derivatives along the way.',
        text(differentiatedBy(subject)),
        about,
      );
    case 'deltaDefinition':
      return say('The error of a unit is how fast the loss changes with its pre-activation {0}.', about);
    case 'sumOverPaths':
      return say(
        '{0} is used by {1}; every way to the loss adds its part.',
        about,
        unitsAfter(network, step.about),
      );
    case 'lossDerivative':
      return say('How the loss changes with the output {0}.', about);
    case 'activationDerivative':
      return say('How steep the activation function is at {0}.', about);
    case 'sumDerivative':
      return subject.kind === 'weight'
        ? say(
            'The weighted sum is linear in {0}, so what is left is the number the weight is multiplied by.',
            about,
          )
        : say('The bias {0} is added as it is, so its derivative is 1.', about);
    case 'outputDelta':
      return outputDeltaSentence(network);
    case 'targetSum':
      return say("The sample's targets add up to 1, so output minus target is left.");
    case 'error':
      return say('Each part is the error of a following unit times the weight that leads to it.');
    case 'deltaForm':
      if (subject.kind === 'delta') {
        return say(
          'What the following units hand back, times the slope of the activation of the unit itself.',
        );
      }
      return say('With {0} for the error at the unit, the gradient is one product.', about);
    case 'unfolded':
      return isFolded
        ? say('Written out in full this sum would be too long to read, so it stays in delta form.')
        : say('The same with every error written out.');
    case 'activation':
      return isOwnFormula(network, step.about)
        ? say('The formula that the file gives the layer of {0}.', about)
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
      return say('The factor that the loss divides by cancels against the slope of the activation.');
    case 'softmax':
      return say('Softmax lets every pre-activation move every output; the parts are added up.');
    case 'softmaxCrossEntropy':
      return say('Softmax lets every pre-activation move every output; in each part an output cancels.');
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
    return say('No path leads from {0} to {1}, so ∂{2}/∂{3} = 0.', text, other, other, text);
  }
  return say(
    'No path leads from {0} to the other {1} loss terms, so their derivatives are 0.',
    text,
    String(others.length),
  );
}

function unitsAfter(network: Network, of: Quantity | null): string {
  const layer = of?.kind === 'activation' ? of.layer : -1;
  const count = unitCount(network, layer + 1);
  if (count === 1) return say('one unit of the next layer');
  return count === 2
    ? say('both units of the next layer')
    : say('all {0} units of the next layer', String(count));
}

/** Where a subject stands: "from a_h₁ to o₁, layer output". */
export function subjectPlace(network: Network, names: Names, subject: Subject): string {
  const text = (of: Quantity): string => names.unicode(of);
  const layerName = (layer: number): string =>
    say('layer {0}', network.layers[layer]!.name.replace(/^layer /, ''));
  switch (subject.kind) {
    case 'weight': {
      const { layer, i, j } = subject;
      const target = text({ kind: 'preActivation', layer, j });
      return say('from {0} to {1}, {2}', text(output(layer - 1, i)), target, layerName(layer));
    }
    case 'bias':
      return say(
        'bias of {0}, {1}',
        text({ kind: 'preActivation', layer: subject.layer, j: subject.j }),
        layerName(subject.layer),
      );
    case 'preActivation':
      return say('pre-activation of unit {0}, {1}', String(subject.j + 1), layerName(subject.layer));
    case 'delta':
      return say('error of unit {0}, {1}', String(subject.j + 1), layerName(subject.layer));
    case 'activation':
      return say('activation of unit {0}, {1}', String(subject.j + 1), layerName(subject.layer));
    case 'input':
      return say('input {0}', String(subject.i + 1));
    case 'target':
      return say('target of output {0}', String(subject.k + 1));
    case 'lossTerm':
      return say('loss of output {0}', String(subject.k + 1));
    case 'loss':
      return say('the loss');
  }
}
