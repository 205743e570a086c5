import { layerNumbers, type Exported } from '../programs/exported';
import { layerNames } from '../programs/layerNames';
import { networkWords, wordsAsText } from './networkWords';
import { writeNpz } from './npz';
import { writeSafetensors } from './safetensors';
import type { Tensor } from './tensor';

/** Weights and biases by layer as PyTorch has them: `hidden.weight` of shape [units, units before], `hidden.bias`. */
export function stateDict({ network, layout, parameters }: Exported): Tensor[] {
  const names = layerNames(network);
  return layerNumbers(layout, parameters).flatMap(({ weights, biases }, l): Tensor[] => {
    const [before, units] = [weights.length, weights[0]!.length];
    const turned = Float64Array.from(
      { length: before * units },
      (_, n) => weights[n % before]![Math.floor(n / before)]!,
    );
    return [
      { name: names[l]! + '.weight', shape: [units, before], values: turned },
      ...(biases ? [{ name: names[l]! + '.bias', shape: [units], values: biases }] : []),
    ];
  });
}

export function safetensorsFile(exported: Exported): Uint8Array<ArrayBuffer> {
  return writeSafetensors(stateDict(exported), { format: 'pt', ...networkWords(exported.network) });
}

/** W1, b1, W2, …: weights of shape [units before, units], as the file has them. */
export function npzFile({ network, layout, parameters }: Exported): Uint8Array<ArrayBuffer> {
  return writeNpz(
    layerNumbers(layout, parameters).flatMap(({ weights, biases }, l): Tensor[] => [
      {
        name: `W${l + 1}`,
        shape: [weights.length, weights[0]!.length],
        values: Float64Array.from(weights.flatMap((row) => Array.from(row))),
      },
      ...(biases ? [{ name: `b${l + 1}`, shape: [biases.length], values: biases }] : []),
    ]),
    wordsAsText(networkWords(network)),
  );
}
