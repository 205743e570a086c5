import type { ParameterLayout } from '../../core/engine/layout';
import type { Network } from '../../core/network/network';
import type { ParameterSubject } from '../../core/network/subject';
import type { TextRange } from '../../core/network/text';

/**
 * Which lenses a network file carries and where: a function of the text alone, so that nothing moves while
 * training runs. What a lens says is decided later, see lensText.ts.
 */
export interface PlannedLens {
  /** Zero-based. */
  readonly line: number;
  readonly range: TextRange;
  readonly content: LensContent;
}

export type LensContent =
  /** One parameter: `index` in the flat vector. */
  | { readonly kind: 'parameter'; readonly index: number; readonly subject: ParameterSubject }
  /** A row of weights, from 0; its parameters are `from` up to `to` of the flat vector. */
  | (Stretch & { readonly kind: 'row'; readonly row: number })
  | (Stretch & { readonly kind: 'biases' })
  /** All weights of a layer. */
  | (Stretch & { readonly kind: 'weights' })
  /** What the file leaves to the program: weights drawn by `init`, biases that start at 0. */
  | (Stretch & { readonly kind: 'initialised'; readonly weights: number; readonly biases: number })
  /** A layer whose gradients cannot be computed. */
  | { readonly kind: 'noGradients'; readonly layer: number };

interface Stretch {
  readonly layer: number;
  readonly from: number;
  readonly to: number;
}

export interface LensLimits {
  /** What a lens stands for at its finest. */
  readonly finest: Detail;
  readonly maxPerLine: number;
  readonly maxPerFile: number;
}

/** Where the text has what a lens stands on; null where it does not have it. */
export interface LensPlaces {
  parameter(subject: ParameterSubject): TextRange | null;
  /** The value of `units`, or the layer itself. */
  layer(layer: number): TextRange | null;
  lineAt(offset: number): number;
}

/** The lenses in the order of the text's lines, each layer's weights row by row before its biases. */
export function planLenses(
  network: Network,
  layout: ParameterLayout,
  places: LensPlaces,
  limits: LensLimits,
  hasGradients: boolean,
): readonly PlannedLens[] {
  const planned: PlannedLens[] = [];
  const add = (range: TextRange | null, content: LensContent): void => {
    if (range) planned.push({ line: places.lineAt(range.offset), range, content });
  };
  const detail = hasGradients ? coarser(limits.finest, fileDetail(network, limits.maxPerFile)) : null;
  network.layers.forEach((layer, l) => {
    if (detail === null) {
      add(places.layer(l), { kind: 'noGradients', layer: l });
      return;
    }
    const weights = layer.weights ? weightLenses(layout, l, detail) : [];
    const biases = layer.hasBiases && layer.biases ? biasLenses(layout, l, detail) : [];
    const initialised = initialisedLens(network, layout, l);
    if (initialised) add(places.layer(l), initialised);
    for (const content of [...weights, ...biases]) add(places.parameter(firstParameter(content)), content);
  });
  return relieveLines(planned, layout, limits.maxPerLine);
}

/** From fine to coarse. */
const details = ['parameters', 'rows', 'layers'] as const;
export type Detail = (typeof details)[number];

function coarser(one: Detail, other: Detail): Detail {
  return details[Math.max(details.indexOf(one), details.indexOf(other))]!;
}

/** The finest detail with which the whole file stays below its limit. */
function fileDetail(network: Network, maxPerFile: number): Detail {
  let parameters = 0;
  let rows = 0;
  for (const { weights, hasBiases, biases, units } of network.layers) {
    parameters += (weights ? weights.length * units : 0) + (hasBiases && biases ? units : 0);
    rows += (weights ? weights.length : 0) + (hasBiases && biases ? 1 : 0);
  }
  if (parameters <= maxPerFile) return 'parameters';
  return rows <= maxPerFile ? 'rows' : 'layers';
}

function weightLenses(layout: ParameterLayout, layer: number, detail: Detail): LensContent[] {
  const { inputs, units, weightOffset } = layout.layers[layer]!;
  if (detail === 'layers') {
    return [{ kind: 'weights', layer, from: weightOffset, to: weightOffset + inputs * units }];
  }
  const contents: LensContent[] = [];
  for (let i = 0; i < inputs; i++) {
    const from = weightOffset + i * units;
    if (detail === 'rows') contents.push({ kind: 'row', layer, row: i, from, to: from + units });
    else {
      for (let j = 0; j < units; j++) {
        contents.push({ kind: 'parameter', index: from + j, subject: { kind: 'weight', layer, i, j } });
      }
    }
  }
  return contents;
}

function biasLenses(layout: ParameterLayout, layer: number, detail: Detail): LensContent[] {
  const { units, biasOffset } = layout.layers[layer]!;
  if (biasOffset === null) return [];
  if (detail !== 'parameters') return [{ kind: 'biases', layer, from: biasOffset, to: biasOffset + units }];
  return Array.from({ length: units }, (_, j) => ({
    kind: 'parameter',
    index: biasOffset + j,
    subject: { kind: 'bias', layer, j },
  }));
}

function initialisedLens(network: Network, layout: ParameterLayout, layer: number): LensContent | null {
  const { weights: given, hasBiases, biases: givenBiases } = network.layers[layer]!;
  const { inputs, units, weightOffset, biasOffset } = layout.layers[layer]!;
  const weights = given ? 0 : inputs * units;
  const biases = hasBiases && !givenBiases ? units : 0;
  if (weights + biases === 0) return null;
  const from = weights > 0 ? weightOffset : biasOffset!;
  const to = biases > 0 ? biasOffset! + units : weightOffset + weights;
  return { kind: 'initialised', layer, from, to, weights, biases };
}

/** The parameter on whose place a lens stands: the first of those it speaks of. */
function firstParameter(content: LensContent): ParameterSubject {
  switch (content.kind) {
    case 'parameter':
      return content.subject;
    case 'biases':
      return { kind: 'bias', layer: content.layer, j: 0 };
    case 'row':
      return { kind: 'weight', layer: content.layer, i: content.row, j: 0 };
    default:
      return { kind: 'weight', layer: content.layer, i: 0, j: 0 };
  }
}

/**
 * Gives a line with too many lenses one for each row that has a parameter on it, and a line with too many
 * rows one for the layer. A row or layer that runs over several such lines has its lens on the first.
 */
function relieveLines(
  planned: readonly PlannedLens[],
  layout: ParameterLayout,
  maxPerLine: number,
): readonly PlannedLens[] {
  const byRows = relieve(planned, maxPerLine, (content) => summaryOf(content, layout, 'rows'));
  const relieved = relieve(byRows, maxPerLine, (content) => summaryOf(content, layout, 'layers'));
  return [...relieved].sort((a, b) => a.line - b.line || a.range.offset - b.range.offset);
}

function relieve(
  planned: readonly PlannedLens[],
  maxPerLine: number,
  summarise: (content: LensContent) => LensContent,
): readonly PlannedLens[] {
  const perLine = new Map<number, number>();
  for (const { line } of planned) perLine.set(line, (perLine.get(line) ?? 0) + 1);
  const kept: PlannedLens[] = [];
  const summarised = new Set<string>();
  for (const lens of planned) {
    if (perLine.get(lens.line)! <= maxPerLine) {
      kept.push(lens);
      continue;
    }
    const content = summarise(lens.content);
    const key = JSON.stringify(content);
    if (summarised.has(key)) continue;
    summarised.add(key);
    kept.push({ ...lens, content });
  }
  return kept;
}

function summaryOf(content: LensContent, layout: ParameterLayout, detail: 'rows' | 'layers'): LensContent {
  if (content.kind === 'noGradients' || content.kind === 'initialised' || content.kind === 'biases')
    return content;
  const layer = content.kind === 'parameter' ? content.subject.layer : content.layer;
  const { inputs, units, weightOffset, biasOffset } = layout.layers[layer]!;
  if (content.kind === 'parameter' && content.subject.kind === 'bias') {
    return { kind: 'biases', layer, from: biasOffset!, to: biasOffset! + units };
  }
  if (detail === 'layers')
    return { kind: 'weights', layer, from: weightOffset, to: weightOffset + inputs * units };
  if (content.kind !== 'parameter' || content.subject.kind !== 'weight') return content;
  const row = content.subject.i;
  const from = weightOffset + row * units;
  return { kind: 'row', layer, row, from, to: from + units };
}
