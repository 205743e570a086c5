import type { Subject } from '../../src/core/network/subject';
import type { LayerView, NetworkView } from '../../src/protocol/panel';
import { svg } from '../element';
import { formatCount, formatNumber } from '../format';
import { sentences, strings } from '../strings';
import {
  FIRST_LINE,
  LINE_HEIGHT,
  UNIT_RADIUS,
  edgePath,
  edgeWidth,
  type Column,
  type Point,
} from './diagramLayout';
import { diagramStrings } from './diagramStrings';
import { LABEL_HEIGHT, placeLabels, type Box } from './labelPlacement';
import { isSameSubject } from './litPaths';
import type { IsLit, SceneParts } from './sceneParts';
import { PILL_HALF } from './sceneUnits';

/** Weights and biases: colour and dash by sign, width by size, the name and number of those that have room. */

/** Layers this small carry the name of every weight; larger ones those of the selected weight and its ways on. */
const MOST_LABELLED_UNITS = 3;
/** More edges than this between two layers show their names, and their numbers only when lit. */
const MOST_NUMBERED_EDGES = 4;
/** The width of a character of a label, and of the numbers under a unit: near enough to keep them apart. */
const CHARACTER_WIDTH = 6.2;
const BLOCK_WIDTH = 80;
const NARROW_BLOCK_WIDTH = 64;
/** As long as a weight may become while it trains. */
const LONG_NUMBER = '0.149906';

/** Where on its way an edge stands for the arrow keys: nearer to its source, so that a unit's edges come in a row. */
const KEY_SHARE = 0.4;

interface WeightPlace {
  readonly layer: number;
  readonly i: number;
  readonly j: number;
  readonly columns: number;
  readonly from: Point;
  readonly to: Point;
  readonly label: Point;
  readonly isLabelled: boolean;
  readonly hasRoom: boolean;
}

/**
 * @param behind for each unit of the layer before, where the labels of the edges that lead to it stand: a path has
 *   both lit.
 * @returns the same for each unit of this layer.
 */
export function drawWeights(
  parts: SceneParts,
  network: NetworkView,
  l: number,
  behind: readonly (readonly Box[])[],
): Box[][] {
  const layer = network.layers[l];
  const from = l === 0 ? parts.layout.inputs : parts.layout.layers[l - 1];
  const to = parts.layout.layers[l];
  if (!layer || !from || !to) return [];
  if (!layer.weights) {
    drawBand(parts, network, l, from, to);
    return [];
  }
  const columns = to.ys.length;
  const isLabelled = from.ys.length <= MOST_LABELLED_UNITS && columns <= MOST_LABELLED_UNITS;
  const hasValue = parts.layout.hasEdgeValues || !isLabelled;
  const hasRoom = from.ys.length * columns <= MOST_NUMBERED_EDGES;
  const edges = from.ys.flatMap((y0, i) =>
    to.ys.map((y1, j) => {
      const name = layer.weightTexts?.[i * columns + j]?.length ?? 1;
      // In a larger layer a label is seen when it is lit, and has its number then.
      const length = name + (hasValue && (hasRoom || !isLabelled) ? 1 + LONG_NUMBER.length : 0);
      return { from: { x: from.x, y: y0 }, to: { x: to.x, y: y1 }, labelWidth: CHARACTER_WIDTH * length };
    }),
  );
  const obstacles = [...blocks(parts, from), ...blocks(parts, to)];
  // In a larger layer no two edges from different units are labelled at once.
  const places = isLabelled
    ? placeLabels(edges, obstacles)
    : from.ys.flatMap((_, i) =>
        placeLabels(edges.slice(i * columns, (i + 1) * columns), obstacles, behind[i] ?? []),
      );
  edges.forEach((edge, index) => {
    const at = { layer: l, i: Math.floor(index / columns), j: index % columns, columns, isLabelled, hasRoom };
    drawWeight(parts, { ...at, from: edge.from, to: edge.to, label: places[index] ?? edge.to }, layer);
  });
  return to.ys.map((_, j) =>
    edges.flatMap(({ labelWidth }, index) => {
      const place = places[index];
      return place && index % columns === j ? [{ ...place, width: labelWidth, height: LABEL_HEIGHT }] : [];
    }),
  );
}

/** The words under the units of a column, three lines where a unit is lit, and their biases above, as places that labels keep off. */
function blocks(parts: SceneParts, { x, ys }: Column): Box[] {
  const { isStacked, biasRise } = parts.layout;
  const height = (isStacked ? 4 : 3) * LINE_HEIGHT;
  const width = isStacked ? NARROW_BLOCK_WIDTH : BLOCK_WIDTH;
  return ys.flatMap((y) => [
    { x, y: y + FIRST_LINE - 12 + height / 2, width, height },
    { x, y: y - biasRise / 2 - 8, width: NARROW_BLOCK_WIDTH, height: biasRise },
  ]);
}

function drawWeight(parts: SceneParts, place: WeightPlace, view: LayerView): void {
  const { layer, i, j, isLabelled } = place;
  const index = i * place.columns + j;
  const subject: Subject = { kind: 'weight', layer, i, j };
  const isLit: IsLit = (lit) => lit.isWeightLit(layer, i, j);
  const text = view.weightTexts?.[index] ?? strings.weight;
  const line = drawEdge(
    parts,
    subject,
    edgePath(place.from, place.to),
    2 * layer + 1,
    place.from.y + KEY_SHARE * (place.to.y - place.from.y),
    isLit,
    (network) => {
      const shown = network.layers[layer];
      const previous = layer === 0 ? network.inputs : network.layers[layer - 1]?.units;
      const name = sentences.edge(text, previous?.[i]?.text ?? '', shown?.units[j]?.text ?? '');
      return parameterName(name, shown?.weights?.[index], shown?.gradients?.[index]);
    },
  );
  const isWorded: IsLit = (lit) =>
    isSameSubject(lit.subject, subject) ||
    (place.columns <= MOST_LABELLED_UNITS && layer === lit.firstLayer + 1 && isLit(lit));
  const at = { x: place.label.x, y: place.label.y + 4 };
  const label = parts.label(
    { symbol: text, text },
    at,
    !isLabelled ? 'weight lit-only' : place.hasRoom ? 'weight' : 'weight lit-number',
    isLabelled ? isLit : isWorded,
  );
  const hasValue = parts.layout.hasEdgeValues || !isLabelled;
  parts.onNumbers((_, edges) => {
    const value = edges.layers[layer]?.weights?.[index] ?? NaN;
    styleEdge(line, value, edges.widest);
    label.set(hasValue ? diagramStrings.marks[edges.meaning] + formatNumber(value) : '');
  });
}

export function drawBiases(parts: SceneParts, layer: LayerView, l: number): void {
  const column = parts.layout.layers[l];
  if (!column || !layer.biases) return;
  column.ys.forEach((y, j) => {
    const isLit: IsLit = (lit) => lit.isBiasLit(l, j);
    const top = y - parts.layout.biasRise;
    const d = `M${column.x} ${top + 4}V${y - UNIT_RADIUS}`;
    const text = layer.biasTexts?.[j] ?? '';
    const line = drawEdge(parts, { kind: 'bias', layer: l, j }, d, 2 * l + 2, top, isLit, (network) => {
      const shown = network.layers[l];
      const name = sentences.biasOf(text || strings.bias, shown?.units[j]?.text ?? '');
      return parameterName(name, shown?.biases?.[j], shown?.biasGradients?.[j]);
    });
    const className = parts.layout.isDense ? 'bias lit-only' : 'bias';
    const label = parts.label({ symbol: text, text }, { x: column.x, y: top - 2 }, className, isLit);
    parts.onNumbers((_, edges) => {
      const value = edges.layers[l]?.biases?.[j] ?? NaN;
      styleEdge(line, value, edges.widest);
      label.set(diagramStrings.marks[edges.meaning] + formatNumber(value));
    });
  });
}

/** The line of a parameter, with a wider one to hit and one for the ring of focus and selection. */
function drawEdge(
  parts: SceneParts,
  subject: Subject,
  d: string,
  column: number,
  y: number,
  isLit: IsLit,
  name: (network: NetworkView) => string,
): SVGPathElement {
  const line = svg('path', { d, class: 'line' });
  const stop = parts.stop({ parent: parts.edges, column, y, className: 'edge' }, subject, isLit, name);
  stop.append(svg('path', { d, class: 'hit' }), svg('path', { d, class: 'ring' }), line);
  return line;
}

function parameterName(name: string, value = NaN, gradient?: number): string {
  const behind =
    gradient === undefined ? '' : `, ${strings.gradient.toLowerCase()} ${formatNumber(gradient)}`;
  return `${name}: ${formatNumber(value)}${behind}`;
}

function styleEdge(line: SVGPathElement, value: number, widest: number): void {
  const sign = value > 0 ? 'positive' : value < 0 ? 'negative' : 'zero';
  if (line.getAttribute('data-sign') !== sign) line.setAttribute('data-sign', sign);
  const width = String(edgeWidth(value, widest));
  if (line.getAttribute('stroke-width') !== width) line.setAttribute('stroke-width', width);
}

/** The weights between two layers of which one is folded, as one band. */
function drawBand(parts: SceneParts, network: NetworkView, l: number, from: Column, to: Column): void {
  const [top0, bottom0] = extent(from);
  const [top1, bottom1] = extent(to);
  const x0 = from.x + 16;
  const x1 = to.x - 16;
  const points = `${x0},${top0} ${x1},${top1} ${x1},${bottom1} ${x0},${bottom0}`;
  parts.back.append(svg('polygon', { points, class: 'band' }));
  const count = l === 0 ? network.inputCount : (network.layers[l - 1]?.unitCount ?? 0);
  const at = { x: (x0 + x1) / 2, y: (top0 + bottom0 + top1 + bottom1) / 4 + 4 };
  parts.text(at, sentences.foldedWeights(formatCount(count), formatCount(network.layers[l]?.unitCount ?? 0)));
}

function extent({ ys, more }: Column): [number, number] {
  const all = more ? [...ys, more.y] : ys;
  const slack = ys.length === 0 ? PILL_HALF : UNIT_RADIUS;
  return [Math.min(...all) - slack, Math.max(...all) + slack];
}
