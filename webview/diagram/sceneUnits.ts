import type { LayerView, NetworkView, UnitView } from '../../src/protocol/panel';
import { setAttribute, svg } from '../element';
import { formatCount, formatNumber } from '../format';
import { sentences, strings } from '../strings';
import { FIRST_LINE, UNIT_RADIUS, edgePath, type Column, type Point } from './diagramLayout';
import { DELTA, type IsLit, type SceneParts } from './sceneParts';

/** Units, inputs, loss terms and the loss, each with its numbers. */

const TERM_HALF = 6;
const LOSS_HALF = 8;
/** Half the height of the pill that stands for a layer whose units are all folded. */
export const PILL_HALF = 36;

export function drawInputs(parts: SceneParts, network: NetworkView): void {
  const { inputs } = parts.layout;
  parts.heading(inputs.x, strings.inputs, '');
  network.inputs.forEach((unit, i) => {
    const at = { x: inputs.x, y: inputs.ys[i] ?? 0 };
    const isLit: IsLit = (lit) => lit.isInputLit(i);
    const place = { parent: parts.units, column: 0, y: at.y, className: 'unit input' };
    const stop = parts.stop(place, { kind: 'input', i }, isLit, (view) => unitName(view.inputs[i]));
    drawDisc(parts, stop, at, ({ inputs: units }) => bar(units, i));
    parts.numbersUnder(at, [unit], (view) => [view.inputs[i]?.value ?? null], isLit);
  });
  drawMore(parts, inputs);
}

export function drawUnits(parts: SceneParts, layer: LayerView, l: number): void {
  const column = parts.layout.layers[l];
  if (!column) return;
  parts.heading(column.x, layer.name, layer.activation);
  layer.units.forEach((unit, j) => {
    const at = { x: column.x, y: column.ys[j] ?? 0 };
    const isLit: IsLit = (lit) => lit.isUnitLit(l, j) || lit.isSourceLit(l, j);
    const place = { parent: parts.units, column: 2 * l + 2, y: at.y, className: 'unit' };
    const stop = parts.stop(place, { kind: 'activation', layer: l, j }, isLit, (view) =>
      unitName(view.layers[l]?.units[j]),
    );
    drawDisc(parts, stop, at, (view) => bar(view.layers[l]?.units ?? [], j));
    drawUnitNumbers(parts, unit, l, j, at, isLit);
  });
  drawMore(parts, column);
}

/** The longest bar, from the middle of its disc. */
const LONGEST_BAR = 8;
const BAR_WIDTH = 7;

/** How far a unit's bar reaches, −1 … 1: its value beside the largest of its layer, which counts as 1 at least. */
function bar(units: readonly UnitView[], index: number): number {
  const value = units[index]?.value ?? NaN;
  if (Number.isNaN(value)) return 0;
  if (!Number.isFinite(value)) return Math.sign(value);
  let largest = 1;
  for (const { value: one } of units) if (Number.isFinite(one)) largest = Math.max(largest, Math.abs(one));
  return value / largest;
}

/** A disc with its activation as a bar in it, up for positive. */
function drawDisc(
  parts: SceneParts,
  stop: SVGGElement,
  at: Point,
  read: (network: NetworkView) => number,
): void {
  const zero = { x1: at.x - BAR_WIDTH, x2: at.x + BAR_WIDTH, y1: at.y, y2: at.y };
  const filled = svg('rect', { x: at.x - BAR_WIDTH / 2, width: BAR_WIDTH, class: 'unit-bar' });
  stop.append(
    svg('circle', { cx: at.x, cy: at.y, r: UNIT_RADIUS, class: 'disc' }),
    svg('line', { ...zero, class: 'unit-zero' }),
    filled,
    svg('circle', { cx: at.x, cy: at.y, r: UNIT_RADIUS + 4, class: 'ring' }),
  );
  parts.onNumbers((network) => {
    const share = read(network);
    const height = Math.round(10 * LONGEST_BAR * Math.abs(share)) / 10;
    setAttribute(filled, 'y', share > 0 ? at.y - height : at.y);
    setAttribute(filled, 'height', height);
    setAttribute(filled, 'data-sign', share < 0 ? 'negative' : 'positive');
  });
}

function drawUnitNumbers(
  parts: SceneParts,
  unit: UnitView,
  l: number,
  j: number,
  at: Point,
  isLit: IsLit,
): void {
  const hasBefore = unit.preActivation !== null;
  const hasDelta = unit.delta !== null;
  const symbols = [unit, ...(unit.preActivation ? [unit.preActivation] : []), ...(hasDelta ? [DELTA] : [])];
  const read = (network: NetworkView): (number | null)[] => {
    const shown = network.layers[l]?.units[j];
    if (!shown) return [];
    return [
      shown.value,
      ...(hasBefore ? [shown.preActivation?.value ?? null] : []),
      ...(hasDelta ? [shown.delta] : []),
    ];
  };
  parts.numbersUnder(at, symbols, read, isLit, { isDeltaLit: (lit) => lit.isUnitLit(l, j) });
}

function unitName(unit: UnitView | undefined): string {
  if (!unit) return '';
  const { preActivation, delta } = unit;
  const before = preActivation ? `, ${preActivation.text} ${formatNumber(preActivation.value)}` : '';
  const behind = delta === null ? '' : `, ${strings.delta} ${formatNumber(delta)}`;
  return `${unit.text}: ${formatNumber(unit.value)}${before}${behind}`;
}

/** Says how many units of a column are folded: dots below those that show, or a pill for all. */
function drawMore(parts: SceneParts, { x, ys, more }: Column): void {
  if (!more) return;
  const { count, y } = more;
  if (ys.length === 0) {
    const pill = { x: x - UNIT_RADIUS, y: y - PILL_HALF, width: 2 * UNIT_RADIUS, height: 2 * PILL_HALF };
    parts.back.append(svg('rect', { ...pill, rx: UNIT_RADIUS, class: 'pill' }));
    parts.text({ x, y: y + PILL_HALF + 18 }, sentences.foldedUnits(formatCount(count)));
    return;
  }
  for (const dy of [-8, 0, 8]) parts.back.append(svg('circle', { cx: x, cy: y + dy, r: 1.5, class: 'dot' }));
  parts.text({ x, y: y + FIRST_LINE }, sentences.moreUnits(formatCount(count)));
}

export function drawLoss(parts: SceneParts, network: NetworkView): void {
  const { terms, loss, layers } = parts.layout;
  const outputs = layers.at(-1);
  if (!terms || !loss || !outputs) return;
  const last = network.layers.length - 1;
  network.outputs.forEach((output, k) => {
    const at = { x: terms.x, y: terms.ys[k] ?? 0 };
    const isLit: IsLit = (lit) => lit.isTermLit(k);
    const unitY = outputs.ys[k];
    if (unitY !== undefined) {
      const fromUnit = svg('path', { d: edgePath({ x: outputs.x, y: unitY }, at), class: 'flow' });
      parts.light(fromUnit, (lit) => lit.isTermLit(k) && lit.isUnitLit(last, k));
      parts.back.append(fromUnit);
    }
    const toLoss = svg('path', { d: edgePath(at, loss, LOSS_HALF), class: 'flow' });
    parts.light(toLoss, isLit);
    parts.back.append(toLoss);
    const box = square(at, TERM_HALF, 'term');
    parts.light(box, isLit);
    parts.units.append(box);
    const read = (view: NetworkView): (number | null)[] => {
      const { term, target } = view.outputs[k] ?? {};
      return [term?.value ?? null, target?.value ?? null];
    };
    parts.numbersUnder(at, [output.term, output.target], read, isLit);
  });
  parts.units.append(square(loss, LOSS_HALF, 'term total'));
  parts.numbersUnder(
    loss,
    [network.loss],
    (view) => [view.loss.value],
    () => true,
    { isStacked: true },
  );
}

function square(at: Point, half: number, className: string): SVGRectElement {
  const size = { x: at.x - half, y: at.y - half, width: 2 * half, height: 2 * half };
  return svg('rect', { ...size, rx: 2, class: className });
}
