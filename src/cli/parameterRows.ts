import type { LayerLayout } from '../core/engine/layout';
import { output } from '../core/math/formulas';
import type { ParameterSubject } from '../core/network/subject';
import type { ReadyNetwork } from './load';
import { showHidden } from '../core/network/hidden';

/** A layer's parameters in the shape the file gives them; `biases` null where it has none. */
export interface LayerNumbers {
  readonly name: string;
  readonly weights: number[][];
  readonly biases: number[] | null;
}

/** Numbers of every parameter, layer by layer; `values` are in the order of the model's layout. */
export function layerNumbers({ network, model }: ReadyNetwork, values: Float64Array): LayerNumbers[] {
  return network.layers.map(({ name }, l) => {
    const { inputs, units, weightOffset, biasOffset } = model.layout.layers[l]!;
    const slice = (start: number): number[] => Array.from(values.subarray(start, start + units));
    return {
      name,
      weights: Array.from({ length: inputs }, (_, i) => slice(weightOffset + i * units)),
      biases: biasOffset === null ? null : slice(biasOffset),
    };
  });
}

/** A parameter as people see it. */
export interface ParameterRow {
  readonly symbol: string;
  /** Where it stands: `i₁ → h₁` of a weight, `h₁` of a bias. */
  readonly place: string;
  /** Its index in the order of the layout. */
  readonly index: number;
}

/** Layers of more parameters than this are summed up. */
const listedParameters = 40;

/** Each parameter of a layer, weights row by row and then biases; null where they are too many to list. */
export function parameterRows(ready: ReadyNetwork, l: number): ParameterRow[] | null {
  const layer = ready.model.layout.layers[l]!;
  if (parameterCount(layer) > listedParameters) return null;
  const { inputs, units } = layer;
  const rows: ParameterRow[] = [];
  for (let i = 0; i < inputs; i++) {
    for (let j = 0; j < units; j++) rows.push(parameterRow(ready, { kind: 'weight', layer: l, i, j }));
  }
  if (layer.biasOffset === null) return rows;
  for (let j = 0; j < units; j++) rows.push(parameterRow(ready, { kind: 'bias', layer: l, j }));
  return rows;
}

export function parameterRow({ names, model }: ReadyNetwork, subject: ParameterSubject): ParameterRow {
  const { layer, j } = subject;
  const { units, weightOffset, biasOffset } = model.layout.layers[layer]!;
  const to = names.unicode({ kind: 'preActivation', layer, j });
  const isWeight = subject.kind === 'weight';
  const place = isWeight ? `${names.unicode(output(layer - 1, subject.i))} → ${to}` : to;
  const index = isWeight ? weightOffset + subject.i * units + j : (biasOffset ?? 0) + j;
  return { symbol: showHidden(names.unicode(subject)), place: showHidden(place), index };
}

export function parameterCount({ inputs, units, biasOffset }: LayerLayout): number {
  return inputs * units + (biasOffset === null ? 0 : units);
}
