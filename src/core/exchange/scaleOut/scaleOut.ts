import { initialParameters } from '../../engine/initialise';
import type { Training } from '../../network/network';
import { writeNpz } from '../files/npz';
import { writeSafetensors } from '../files/safetensors';
import { safetensorsFile, stateDict } from '../files/weightFiles';
import type { ExportedFile } from '../programs/exportedFile';
import type { Exported } from '../programs/exported';
import { layerNames } from '../programs/layerNames';
import { torchDialect } from '../programs/torchDialect';
import { arrayProgram, functionLines } from '../programs/arrayProgram';
import { lossTerms, moduleLines } from '../programs/torchProgram';
import { readme, requirements } from './readme';
import { parityProgram, sweepProgram, trainProgram } from './trainProgram';

/**
 * A self-contained PyTorch project that trains the network on one machine or many: model.py is the network, all else that
 * is special to it stands in files of numbers and settings.
 */
export function scaleOutProject(exported: Exported): readonly ExportedFile[] {
  return [
    { name: 'README.md', content: readme(exported) },
    { name: 'model.py', content: modelProgram(exported) },
    { name: 'train.py', content: trainProgram },
    { name: 'sweep.py', content: sweepProgram },
    { name: 'parity.py', content: parityProgram },
    { name: 'settings.json', content: settingsFile(exported) },
    { name: 'requirements.txt', content: requirements },
    { name: 'weights.safetensors', content: safetensorsFile(exported) },
    { name: 'expected.safetensors', content: expectedFile(exported) },
    { name: 'data.npz', content: dataFile(exported) },
    ...seedWeights(exported),
  ];
}

function modelProgram(exported: Exported): string {
  const { network } = exported;
  const names = layerNames(network);
  const list = (parameters: readonly string[]): string =>
    `[${parameters.map((one) => `"${one}"`).join(', ')}]`;
  const frozen = network.layers.flatMap(({ frozen: { weights, biases }, hasBiases }, l) => [
    ...(weights ? [`${names[l]}.weight`] : []),
    ...(biases && hasBiases ? [`${names[l]}.bias`] : []),
  ]);
  const body = [
    ...functionLines(exported, torchDialect),
    ...moduleLines(exported),
    '',
    '',
    '# Parameters that training leaves alone, and those that the penalty is over',
    `FROZEN = ${list(frozen)}`,
    `PENALISED = ${list(names.map((name) => `${name}.weight`))}`,
    '# How the losses of the samples of a batch become one number',
    `REDUCTION = "${network.reduction}"`,
    '',
    '',
    'def loss_sum(outputs, t):',
    '    """The sum of the samples\' losses, from what the network gives back and the targets."""',
    '    a, y = outputs',
    `    return (${lossTerms(network)}).sum()`,
  ];
  return arrayProgram(
    exported,
    torchDialect,
    ['import math', '', 'import torch', 'from torch import nn'],
    body,
  );
}

/** What train.py reads of the settings: early stopping, shuffling and precision have no place in it. */
const trainedSettings = ['optimizer', 'learningRate', 'schedule', 'epochs', 'batchSize', 'l1', 'l2'] as const;

function settingsFile({ network }: Exported): string {
  const { training, sweep } = network;
  const settings = Object.fromEntries(trainedSettings.map((key) => [key, training[key]]));
  const swept = sweep?.keys.flatMap((key, k) =>
    isTrained(key) || key === 'seed' ? [[key, sweep.values[k]!.map((value) => value[key])] as const] : [],
  );
  return `${JSON.stringify({ training: settings, sweep: Object.fromEntries(swept ?? []) }, null, 2)}\n`;
}

function isTrained(key: keyof Training): boolean {
  return trainedSettings.some((one) => one === key);
}

/** Loss and gradients at the start, as Backprop has computed them. */
function expectedFile(exported: Exported): Uint8Array<ArrayBuffer> {
  const { check } = exported;
  const gradients = stateDict({ ...exported, parameters: check.gradient });
  const loss = { name: 'loss', shape: [1], values: Float64Array.of(check.loss) };
  return writeSafetensors([loss, ...gradients], { producer: 'backprop' });
}

function dataFile({ inputs, targets, dataset }: Exported): Uint8Array<ArrayBuffer> {
  const matrix = (name: string, rows: readonly Float64Array[], width: number) => {
    const values = new Float64Array(rows.length * width);
    rows.forEach((row, r) => {
      values.set(row, r * width);
    });
    return { name, shape: [rows.length, width], values };
  };
  return writeNpz([matrix('X', inputs, dataset.inputUnits), matrix('T', targets, dataset.targetUnits)], '');
}

/** The starting weights of every seed that the sweep compares: PyTorch would draw others. */
function seedWeights(exported: Exported): ExportedFile[] {
  const { network } = exported;
  const k = network.sweep?.keys.indexOf('seed') ?? -1;
  if (k < 0) return [];
  const seeds = new Set(network.sweep!.values[k]!.flatMap(({ seed }) => (seed === undefined ? [] : [seed])));
  return [...seeds].map((seed) => {
    const parameters = initialParameters({ ...network, training: { ...network.training, seed } });
    return {
      name: `weights-seed-${seed}.safetensors`,
      content: safetensorsFile({ ...exported, parameters }),
    };
  });
}
