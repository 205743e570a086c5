import { evaluate, type Evaluation } from '../core/engine/evaluate';
import { createTrace } from '../core/engine/model';
import { forward } from '../core/engine/propagate';
import { formatNumber } from '../core/network/number';
import { counted, grouped } from '../core/network/wording';
import type { CommandOf } from './arguments';
import { headLines, layerHeading, lossTable } from './headings';
import { jsonDocument } from './json';
import { readyNetwork, type ReadyNetwork } from './load';
import { refuseOverflow } from './overflow';
import { layerNumbers, parameterRow, parameterRows } from './parameterRows';
import type { Style } from './style';
import { table } from './table';
import { text, type Outcome, type Terminal } from './terminal';
import { showHidden } from '../core/network/hidden';
import { parameterAt } from '../core/engine/layout';
import { wholeOutlook } from './outlook';

/** Loss, outputs and all gradients at the weights of the file. */
export function grad({ file, curvature, json }: CommandOf<'grad'>, { style }: Terminal): Outcome {
  const ready = readyNetwork(file);
  const { model, parameters, dataset } = ready;
  const evaluation = evaluate(model, parameters, dataset, dataset.trainingIndices);
  refuseOverflow(ready, dataset.trainingIndices, evaluation);
  const outputs = outputsOf(ready);
  if (json) {
    const { loss, penalty, gradient } = evaluation;
    const layers = layerNumbers(ready, gradient);
    return { output: jsonDocument({ loss, penalty, outputs, layers }), errors: '', exitCode: 0 };
  }
  const lines = [
    ...headLines(ready, style),
    ...lossTable(ready, [{ title: '', ...evaluation }], style),
    '',
    ...sampleTable(ready, outputs, style),
    ...ready.network.layers.flatMap((_, l) => ['', ...layerLines(ready, evaluation, l, style)]),
    ...(curvature ? ['', ...wholeOutlook(ready, evaluation.gradient).map(showHidden)] : []),
  ];
  return { output: text(lines), errors: '', exitCode: 0 };
}

/** y of every sample in file order, whether it is trained on or held out. */
function outputsOf({ model, parameters, dataset }: ReadyNetwork): number[][] {
  const trace = createTrace(model);
  const { activations } = trace.layers.at(-1)!;
  return Array.from({ length: dataset.sampleCount }, (_, sample) => {
    forward(model, parameters, dataset.inputs, sample * model.inputUnits, trace);
    return Array.from(activations);
  });
}

const shownSamples = 10;
const shownOutputs = 6;

function sampleTable(
  { names, dataset, network }: ReadyNetwork,
  outputs: readonly (readonly number[])[],
  style: Style,
): string[] {
  const layer = network.layers.length - 1;
  const units = Array.from({ length: Math.min(shownOutputs, dataset.targetUnits) }, (_, k) => k);
  const heldOut = new Set(dataset.testIndices);
  const rows = outputs
    .slice(0, shownSamples)
    .map((output, sample) => [
      grouped(sample + 1),
      ...units.flatMap((k) => [
        formatNumber(output[k]!),
        formatNumber(dataset.targets[sample * dataset.targetUnits + k]!),
      ]),
      heldOut.has(sample) ? 'held out' : '',
    ]);
  const columns = [
    { title: 'sample', align: 'right' },
    ...units.flatMap((k) => [
      { title: showHidden(names.unicode({ kind: 'activation', layer, j: k })), align: 'number' } as const,
      {
        title: showHidden(names.unicode({ kind: 'target', k })),
        align: 'number',
        style: style.faint,
      } as const,
    ]),
    { title: '', align: 'left', style: style.faint },
  ] as const;
  const moreSamples = outputs.length - rows.length;
  const moreOutputs = dataset.targetUnits - units.length;
  const more = [
    ...(moreSamples > 0 ? [counted(moreSamples, 'more sample')] : []),
    ...(moreOutputs > 0 ? [counted(moreOutputs, 'more output')] : []),
  ];
  return [
    ...table(columns, rows, style.faint),
    ...(more.length === 0 ? [] : [style.faint(`… and ${more.join(' and ')}; --json prints all`)]),
  ];
}

function layerLines(ready: ReadyNetwork, { gradient }: Evaluation, l: number, style: Style): string[] {
  const { names, parameters } = ready;
  const loss = showHidden(names.unicode({ kind: 'loss' }));
  const rows = parameterRows(ready, l);
  const heading = layerHeading(ready, l, style);
  if (!rows) return [heading, ...summaryLines(ready, gradient, l, style)];
  const columns = [
    { title: '', align: 'left' },
    { title: '', align: 'left', style: style.faint },
    { title: 'value', align: 'number' },
    { title: `∂${loss}/∂·`, align: 'number', style: style.strong },
  ] as const;
  const cells = rows.map(({ symbol, place, index }) => [
    `  ${symbol}`,
    place,
    formatNumber(parameters[index]!),
    formatNumber(gradient[index]!),
  ]);
  return [heading, ...table(columns, cells, style.faint)];
}

/** The gradient of many parameters in two lines: how long it is, and where it is largest. */
function summaryLines(ready: ReadyNetwork, gradient: Float64Array, l: number, style: Style): string[] {
  const { inputs, units, weightOffset, biasOffset } = ready.model.layout.layers[l]!;
  const parts = [{ name: 'weights', start: weightOffset, count: inputs * units }];
  if (biasOffset !== null) parts.push({ name: 'biases', start: biasOffset, count: units });
  const cells = parts.map(({ name, start, count }) => {
    const largest = largestIndex(gradient, start, count);
    const subject = parameterAt(ready.model.layout, largest);
    const { symbol, place } = parameterRow(ready, subject);
    return [
      `  ${grouped(count)} ${name}`,
      formatNumber(norm(gradient, start, count)),
      formatNumber(gradient[largest]!),
      `at ${symbol} (${place})`,
    ];
  });
  const columns = [
    { title: '', align: 'left' },
    { title: '‖gradient‖', align: 'number', style: style.strong },
    { title: 'largest', align: 'number' },
    { title: '', align: 'left', style: style.faint },
  ] as const;
  return table(columns, cells, style.faint);
}

function largestIndex(values: Float64Array, start: number, count: number): number {
  let largest = start;
  for (let index = start; index < start + count; index++) {
    if (Math.abs(values[index]!) > Math.abs(values[largest]!)) largest = index;
  }
  return largest;
}

/** √Σx², divided by the largest first so that no square overflows. */
function norm(values: Float64Array, start: number, count: number): number {
  const scale = Math.abs(values[largestIndex(values, start, count)]!);
  if (scale === 0) return 0;
  let sum = 0;
  for (let index = start; index < start + count; index++) sum += (values[index]! / scale) ** 2;
  return scale * Math.sqrt(sum);
}
