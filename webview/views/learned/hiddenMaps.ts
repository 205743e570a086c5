import type { Subject } from '../../../src/core/network/subject';
import type { LearnedMap, ResponseView } from '../../../src/protocol/views/learned';
import { h, setAttribute, svg } from '../../element';
import { formatNumber, visibleText } from '../../format';
import { limitsOf } from '../svgChart';

import { colorOn, paintCells, readMapTheme, scaleOf } from './mapPainter';
import { xsOf } from './outputCurve';
import { learnedSentences, learnedStrings } from './strings';

const SIDE = 72;

/** A small picture for each hidden unit: what it answers over the same inputs. A press selects the unit. */
export class HiddenMaps {
  readonly element = h('section', { class: 'hidden-maps' }, h('h2', {}, learnedStrings.hiddenHeading));
  readonly #list = h('div', { class: 'hidden-list' });
  readonly #onSelect: (subject: Subject) => void;
  #map: LearnedMap | null = null;
  #selection: Subject | null = null;

  constructor(onSelect: (subject: Subject) => void) {
    this.#onSelect = onSelect;
    this.element.append(this.#list);
  }

  show(map: LearnedMap | null, selection: Subject | null): void {
    const isSame = map === this.#map;
    this.#map = map;
    this.#selection = selection;
    this.element.hidden = !map || map.hidden.length === 0;
    if (!map) return;
    // The same pictures stay in place, so that the focus does.
    const isSameUnits = this.#list.childElementCount === map.hidden.length;
    if (!isSameUnits) this.#list.replaceChildren(...map.hidden.map((unit) => this.#button(unit)));
    for (const [n, unit] of map.hidden.entries()) {
      const one = this.#list.children[n];
      if (!(one instanceof HTMLElement)) continue;
      const isPressed =
        selection?.kind === 'activation' && selection.layer === unit.layer && selection.j === unit.j;
      setAttribute(one, 'aria-pressed', String(isPressed));
      if (!isSame || !isSameUnits) this.#dress(one, map, unit);
    }
  }

  /** Draws anew, as when the theme has changed. */
  paint(): void {
    const map = this.#map;
    this.#map = null;
    this.show(map, this.#selection);
  }

  #button({ layer, j }: ResponseView): HTMLElement {
    const button = h('button', { type: 'button', class: 'hidden-unit', title: learnedStrings.hiddenTooltip });
    button.addEventListener('click', () => {
      this.#onSelect({ kind: 'activation', layer, j });
    });
    return button;
  }

  #dress(button: HTMLElement, map: LearnedMap, unit: ResponseView): void {
    const { min, max } = limitsOf(unit.values, 0);
    const words = learnedSentences.hiddenUnit(
      visibleText(unit.text),
      visibleText(unit.layerName),
      formatNumber(min, 3),
      formatNumber(max, 3),
    );
    setAttribute(button, 'aria-label', words);
    const picture = map.axes.length === 1 ? curve(map, unit) : this.#cells(unit);
    button.replaceChildren(picture, h('span', {}, visibleText(unit.text)));
  }

  #cells({ values }: ResponseView): HTMLElement {
    const canvas = h('canvas', { width: SIDE, height: SIDE });
    const theme = readMapTheme(this.#list);
    const scale = scaleOf(values, false);
    paintCells(canvas, Math.round(Math.sqrt(values.length)), (cell) =>
      colorOn(scale, theme, values[cell] ?? NaN),
    );
    return canvas;
  }
}

function curve(map: LearnedMap, { values }: ResponseView): SVGSVGElement {
  const { min, max } = limitsOf(values);
  const last = xsOf({ ...map, size: values.length }).length - 1;
  const points = [...values].map((value, n) => {
    const y = max > min ? (SIDE - 4) * (1 - (value - min) / (max - min)) + 2 : SIDE / 2;
    return `${Math.round((10 * n * SIDE) / last) / 10},${Math.round(10 * y) / 10}`;
  });
  return svg(
    'svg',
    { class: 'svg-chart', viewBox: `0 0 ${SIDE} ${SIDE}`, width: SIDE, height: SIDE, 'aria-hidden': 'true' },
    svg('polyline', { class: 'curve series-0', points: points.join(' ') }),
  );
}
