import { formatNumber } from '../core/network/number';
import { activationLabel, grouped } from '../core/network/wording';
import type { ReadyNetwork } from './load';
import { lossWords, penaltyWords } from '../core/insight/lossWords';
import type { Style } from './style';
import { table } from './table';
import { showHidden } from '../core/network/hidden';

/** What is printed above every answer: what the network is called, or its file. */
export function headLines({ network, file }: ReadyNetwork, style: Style): string[] {
  return network.name === null
    ? [style.strong(showHidden(file))]
    : [`${style.strong(showHidden(network.name))}  ${style.faint(showHidden(file))}`];
}

/** `hidden  2 → 2, sigmoid`. */
export function layerHeading({ network, model }: ReadyNetwork, l: number, style: Style): string {
  const { name, activation, frozen, hasBiases } = network.layers[l]!;
  const { inputs, units } = model.layout.layers[l]!;
  const facts = [
    `${grouped(inputs)} → ${grouped(units)}`,
    activationLabel(activation),
    ...(hasBiases ? [] : ['no biases']),
    ...(frozen.weights && (frozen.biases || !hasBiases) ? ['frozen'] : []),
    ...(frozen.weights && !frozen.biases && hasBiases ? ['weights frozen'] : []),
    ...(frozen.biases && !frozen.weights ? ['biases frozen'] : []),
  ];
  return `${style.strong(showHidden(name))}  ${style.faint(facts.join(', '))}`;
}

/** The loss at one moment. */
export interface Moment {
  readonly title: string;
  readonly loss: number;
  readonly penalty: number;
  /** Absent where it was not asked for, null without held-out samples. */
  readonly testLoss?: number | null;
}

/** Loss, test loss and penalty at some moments side by side, each with what it is. */
export function lossTable(
  { network, names, dataset }: ReadyNetwork,
  moments: readonly Moment[],
  style: Style,
): string[] {
  const symbol = showHidden(names.unicode({ kind: 'loss' }));
  const penalty = penaltyWords(network);
  const rows = [
    [symbol, ...moments.map(({ loss }) => formatNumber(loss)), lossWords(network, dataset)],
    ...(moments.some(({ testLoss }) => typeof testLoss === 'number')
      ? [
          [
            'test loss',
            ...moments.map(({ testLoss }) => formatNumber(testLoss ?? NaN)),
            'the same over the samples held out',
          ],
        ]
      : []),
    ...(penalty === null ? [] : [['penalty', ...moments.map((one) => formatNumber(one.penalty)), penalty]]),
  ];
  const columns = [
    { title: '', align: 'left' },
    ...moments.map(({ title }) => ({ title, align: 'number', style: style.strong }) as const),
    { title: '', align: 'left', style: style.faint },
  ] as const;
  return table(columns, rows, style.faint);
}
