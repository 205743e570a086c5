import assert from 'node:assert/strict';
import type { SampleValues } from '../../../src/core/math/evaluate';
import { letters, type Index, type Quantity } from '../../../src/core/math/expression';
import { lastLayer, unitCount } from '../../../src/core/math/formulas';
import { lossFunction } from '../../../src/core/math/losses';
import type { Names } from '../../../src/core/math/names';
import type { Vocabulary } from '../../../src/core/math/read';
import { Spellings } from '../../../src/core/math/scanner';
import type { Network } from '../../../src/core/network/network';
import type { Subject } from '../../../src/core/network/subject';
import type { RandomNetwork } from '../insight/randomNetworks';
import { sampleValues } from './networks';

/** Every quantity of a small network, with the letters of general formulas. */
function quantities(network: Network): readonly Quantity[] {
  const all: Quantity[] = [{ kind: 'loss' }, { kind: 'learningRate' }];
  const indices = (count: number): readonly Index[] => [
    ...Array.from({ length: count }, (_, n) => n),
    ...letters,
  ];
  for (const i of indices(network.inputs.units)) all.push({ kind: 'input', i });
  network.layers.forEach(({ units, hasBiases }, layer) => {
    for (const j of indices(units)) {
      all.push(
        { kind: 'preActivation', layer, j },
        { kind: 'activation', layer, j },
        { kind: 'delta', layer, j },
      );
      if (hasBiases) all.push({ kind: 'bias', layer, j });
      for (const i of indices(unitCount(network, layer - 1))) all.push({ kind: 'weight', layer, i, j });
    }
  });
  for (const k of indices(unitCount(network, lastLayer(network)))) {
    all.push({ kind: 'target', k }, { kind: 'lossTerm', k });
  }
  return all;
}

/** What the names of a network mean to the reader of printed formulas, with the letters of general formulas. */
export function vocabulary(network: Network, spell: Names['latex']): Vocabulary {
  const spelled = new Map<string, Quantity>();
  for (const of of quantities(network)) {
    const name = spell(of);
    assert.ok(!spelled.has(name), `${name} means two things`);
    spelled.set(name, of);
  }
  return { network, quantities: new Spellings(spelled) };
}

/** Everything of a network that a gradient is taken by. */
export function subjects(network: Network): readonly Subject[] {
  const all: Subject[] = [];
  for (let i = 0; i < network.inputs.units; i++) all.push({ kind: 'input', i });
  network.layers.forEach(({ units, hasBiases }, layer) => {
    for (let j = 0; j < units; j++) {
      all.push({ kind: 'preActivation', layer, j }, { kind: 'activation', layer, j });
      if (hasBiases) all.push({ kind: 'bias', layer, j });
      for (let i = 0; i < unitCount(network, layer - 1); i++) all.push({ kind: 'weight', layer, i, j });
    }
  });
  return all;
}

/** ∂L_s/∂subject as the engine has it, from its deltas; by an output, from the compiled loss. */
export function engineGradient(network: Network, values: SampleValues, subject: Subject): number {
  const delta = (layer: number, j: number): number => values.deltas[layer]![j]!;
  switch (subject.kind) {
    case 'weight': {
      const before = subject.layer === 0 ? values.inputs : values.activations[subject.layer - 1]!;
      return delta(subject.layer, subject.j) * before[subject.i]!;
    }
    case 'bias':
    case 'preActivation':
      return delta(subject.layer, subject.j);
    case 'activation':
    case 'input': {
      const layer = subject.kind === 'input' ? -1 : subject.layer;
      const unit = subject.kind === 'input' ? subject.i : subject.j;
      if (layer === lastLayer(network)) {
        const { derivative } = lossFunction(network.loss, unitCount(network, layer));
        return derivative(values.activations[layer]![unit]!, values.targets[unit]!);
      }
      let sum = 0;
      for (let j = 0; j < unitCount(network, layer + 1); j++) {
        sum += delta(layer + 1, j) * values.parameter({ kind: 'weight', layer: layer + 1, i: unit, j });
      }
      return sum;
    }
    default:
      throw new RangeError(`nobody differentiates by a ${subject.kind}`);
  }
}

/** The engine's numbers for the first sample of a random network. */
export function firstSample({ network, parameters, dataset }: RandomNetwork): SampleValues {
  const inputs = Array.from(dataset.inputs.subarray(0, dataset.inputUnits));
  const targets = Array.from(dataset.targets.subarray(0, dataset.targetUnits));
  return sampleValues(network, inputs, targets, parameters);
}
