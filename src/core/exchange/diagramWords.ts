import { output, unitCount } from '../math/formulas';
import { showHidden } from '../network/hidden';
import { formatNumber } from '../network/number';
import { counted, grouped } from '../network/wording';
import { edgesInto, type Column, type Parts, type Point } from './diagramColumns';
import { say } from '../words/say';

const MOST_TOLD_WEIGHTS = 60;
const LONGEST_WORD = 20;

/** What a column is, and how many units its fold stands for. */
export function columnWords(
  { network }: Parts,
  { x, fold }: Column,
  n: number,
): readonly { readonly at: Point; readonly text: string }[] {
  const layer = network.layers[n - 1];
  const cut = (word: string): string => {
    const letters = Array.from(showHidden(word));
    return letters.length <= LONGEST_WORD
      ? letters.join('')
      : `${letters.slice(0, LONGEST_WORD - 1).join('')}…`;
  };
  const count = unitCount(network, n - 1);
  return [
    { at: { x, y: 24 }, text: layer ? cut(layer.name) : say('inputs') },
    ...(layer ? [{ at: { x, y: 40 }, text: layer.activation.type }] : []),
    ...(fold === null
      ? []
      : [{ at: { x, y: fold }, text: `… ${n === 0 ? counted(count, 'input') : counted(count, 'unit')}` }]),
  ];
}

/** All that the picture shows, in sentences. */
export function description(parts: Parts): string {
  const { network, names, columns } = parts;
  const named = (n: number): string => {
    const shown = columns[n]!.units.map(({ unit }) => names.unicode(output(n - 1, unit)));
    return columns[n]!.fold === null
      ? shown.join(', ')
      : `${shown.slice(0, -1).join(', ')}, … , ${shown.at(-1) ?? ''}`;
  };
  const layers = network.layers.map(
    ({ name, units, activation }, l) =>
      `${name}: ${counted(units, 'unit')} (${named(l + 1)}), ${activation.type}.`,
  );
  return showHidden(
    [
      `${counted(network.inputs.units, 'input')} (${named(0)}).`,
      ...layers,
      weightWords(parts),
      say('Each line is a weight: the thicker the larger, dashed where it is negative.'),
      say('The outputs lead to the loss {0}.', names.unicode({ kind: 'loss' })),
    ].join(' '),
  );
}

function weightWords(parts: Parts): string {
  const { network, names, parameter } = parts;
  const edges = network.layers.flatMap((_, layer) => edgesInto(parts, layer));
  if (edges.length > MOST_TOLD_WEIGHTS) {
    const all = network.layers.reduce((sum, { units }, l) => sum + units * unitCount(network, l - 1), 0);
    return say('{0} weights.', grouped(all));
  }
  const told = edges.map(({ subject }) => `${names.unicode(subject)} = ${formatNumber(parameter(subject))}`);
  return say('Weights: {0}.', told.join(', '));
}
