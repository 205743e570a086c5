import type { Model } from '../../engine/model';
import type { Steps } from '../../network/steps';
import { counted, grouped } from '../../network/wording';
import { layerPlace, unitPlace } from './chartPlaces';
import type { Finding, Patient } from './patient';
import { layerName, listed } from './shownUnits';
import { redrawFix } from './textFixes';
import { say } from '../../words/say';

/**
 * Units of a hidden layer that nothing tells apart. Exchange two units with equal weights in, equal biases and
 * equal weights out: every formula of the network stays what it was, so their gradients are equal number by
 * number. Penalty, optimizer and freezing treat them alike too, so they are equal after every step. Where the
 * weights in and biases are frozen the weights out do not matter: the two give the same number for ever.
 */
export function* findTwins(patient: Patient): Steps<Finding[]> {
  const { model, parameters, network } = patient;
  const findings: Finding[] = [];
  for (let l = 0; l < model.layers.length - 1; l++) {
    const { frozen, hasBiases } = network.layers[l]!;
    const isStill = frozen.weights && (frozen.biases || !hasBiases);
    const groups = yield* equalUnits(model, parameters, l, !isStill);
    if (groups.length > 0) findings.push(finding(patient, l, groups, isStill));
  }
  return findings;
}

/** The groups of two units or more of layer `l` whose parameters are equal; by their first units. */
function* equalUnits(
  model: Model,
  parameters: Float64Array,
  l: number,
  withOutgoing: boolean,
): Steps<number[][]> {
  const { inputs, units, weightOffset, biasOffset } = model.layers[l]!;
  const next = model.layers[l + 1]!;
  let groups = [Array.from({ length: units }, (_, j) => j)];
  // Parted by one number after the other: what is left together at the end is equal in all of them.
  const part = (valueOf: (j: number) => number): void => {
    groups = groups.flatMap((group) => {
      const byValue = new Map<number, number[]>();
      for (const j of group) {
        const same = byValue.get(valueOf(j)); // 0 and −0 are one key
        if (same) same.push(j);
        else byValue.set(valueOf(j), [j]);
      }
      return [...byValue.values()].filter(({ length }) => length > 1);
    });
  };
  for (let i = 0; i < inputs && groups.length > 0; i++) {
    part((j) => parameters[weightOffset + i * units + j]!);
    yield;
  }
  if (biasOffset !== null) part((j) => parameters[biasOffset + j]!);
  for (let k = 0; withOutgoing && k < next.units && groups.length > 0; k++) {
    part((j) => parameters[next.weightOffset + j * next.units + k]!);
    yield;
  }
  return groups.sort((a, b) => a[0]! - b[0]!);
}

/** So many places are pointed to. */
const mostRelated = 10;

function finding(patient: Patient, l: number, groups: readonly number[][], isStill: boolean): Finding {
  const { names, model } = patient;
  const { inputs, biasOffset } = model.layers[l]!;
  const nameOf = (j: number): string => names.unicode({ kind: 'activation', layer: l, j });
  const [first] = groups;
  const twins = first!;
  const more = groups.length - 1;
  const counts = [
    counted(inputs, 'weight in', 'weights in'),
    ...(biasOffset === null ? [] : [say('bias')]),
    ...(isStill ? [] : [counted(model.layers[l + 1]!.units, 'weight out', 'weights out')]),
  ];
  const reason = isStill
    ? say('those are frozen, so they give the same number for every sample, for ever')
    : say('so their gradients are equal too, and no training step can ever make them differ');
  const others = more === 0 ? '' : ` ${say('There are {0} more such groups in this layer.', grouped(more))}`;
  return {
    message: say(
      '{0} of {1} are twins: {2} are equal, number by number; {3}. Together they are worth one unit.{4} Start them from different weights.',
      listed(twins.map(nameOf)),
      layerName(patient, l),
      listed(counts),
      reason,
      others,
    ),
    range: unitPlace(patient, l, twins[1]!),
    related: [
      ...twins
        .filter((_, n) => n !== 1)
        .slice(0, mostRelated)
        .map((j) => ({ message: say('{0} is its twin.', nameOf(j)), range: unitPlace(patient, l, j) })),
      {
        message: say('The weights out belong to {0}.', layerName(patient, l + 1)),
        range: layerPlace(patient, l + 1),
      },
    ],
    fixes: redrawFix(patient, l),
  };
}
