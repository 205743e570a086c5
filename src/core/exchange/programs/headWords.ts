import { showHidden } from '../../network/hidden';
import type { Optimizer } from '../../network/network';
import { activationLabel, counted } from '../../network/wording';
import { createSymbols } from '../../network/symbols';
import type { Exported } from './exported';

/**
 * What stands above a program, a line each: what it is, where it comes from, how it differs from the file.
 *
 * @param names whether the program has a name for each quantity; else it has matrices.
 */
export function headWords(
  { title, source, network, inputs, heldOut }: Exported,
  { names }: { readonly names: boolean },
): string[] {
  const { training } = network;
  const isShuffled =
    training.batchSize !== 'full' && training.batchSize < inputs.length && training.shuffle !== false;
  const stops = training.stopWhen.lossBelow !== null || training.stopWhen.patience !== null;
  return [
    showHidden(title),
    `Made by Backprop from ${showHidden(source)}.`,
    names
      ? 'Everything is called as the file calls it; the derivative of the loss by w is dw.'
      : 'Row vectors: a layer computes a = h W + b; a weight W[i][j] leads from unit i to unit j, counted from 0.',
    ...(training.precision === 'float32'
      ? ['The file asks for float32; this program computes in doubles.']
      : []),
    ...(isShuffled
      ? ['The file shuffles its samples anew in every epoch; this program takes them in file order.']
      : []),
    ...(stops ? ['The file can stop early; this program trains for all epochs.'] : []),
    ...(heldOut > 0
      ? [`${counted(heldOut, 'sample')} of the file, held out for testing, do not stand here.`]
      : []),
  ];
}

/** What a layer is: "Layer 1, hidden: 2 inputs, 3 units, sigmoid", with the file's names of its units. */
export function shapeWords({ network }: Exported, l: number): string {
  const { name, units, activation } = network.layers[l]!;
  const before = l === 0 ? network.inputs.units : network.layers[l - 1]!.units;
  const symbols = createSymbols(network);
  const shown = Math.min(units, MOST_NAMES);
  const names = Array.from({ length: shown }, (_, j) => symbols.activation(l, j)).join(', ');
  const more = shown < units ? ', …' : '';
  return showHidden(
    `Layer ${l + 1}, ${name}: ${before} → ${units} units ${names}${more}; ${activationLabel(activation)}`,
  );
}

const MOST_NAMES = 12;

/** The optimizer with its constants. */
export function updateWords(optimizer: Optimizer): string {
  const { type, ...constants } = optimizer;
  const words = Object.entries(constants).map(([name, value]) => `${name} ${String(value)}`);
  return words.length === 0 ? type : `${type} with ${words.join(', ')}`;
}
