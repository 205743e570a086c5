import { h, setAttribute } from '../element';
import { strings } from '../strings';
import { GREATEST_RATIO, LEAST_RATIO, clampRatio } from './persisted';

const WIDE = '(min-width: 1000px)';
/** What one press of an arrow key moves the boundary. */
const KEY_STEP = 0.02;

export interface Sections {
  readonly subject: HTMLElement;
  readonly diagram: HTMLElement;
  readonly derivation: HTMLElement;
  readonly views: HTMLElement;
}

/**
 * The page below the toolbar. Wide: diagram and views to the left, subject and derivation to the right, each
 * side scrolling for itself, with a boundary that can be moved. Narrow: one column. The sections change place
 * in the document, not only on screen, so that reading order and tab order are what is seen.
 */
export class Columns {
  readonly element = h('div', { class: 'columns' });
  readonly #sections: Sections;
  readonly #onRatio: (ratio: number) => void;
  readonly #left = h('div', { class: 'column' });
  readonly #right = h('div', { class: 'column' });
  readonly #boundary = h('div', {
    class: 'boundary',
    role: 'separator',
    tabindex: 0,
    'aria-label': strings.resize,
    'aria-orientation': 'vertical',
    'aria-valuemin': LEAST_RATIO * 100,
    'aria-valuemax': GREATEST_RATIO * 100,
  });
  #ratio: number;

  constructor(sections: Sections, ratio: number, onRatio: (ratio: number) => void) {
    this.#sections = sections;
    this.#ratio = ratio;
    this.#onRatio = onRatio;
    const wide = matchMedia(WIDE);
    this.#arrange(wide.matches);
    wide.addEventListener('change', ({ matches }) => {
      this.#arrange(matches);
    });
    this.#setRatio(ratio);
    this.#listen();
  }

  #arrange(isWide: boolean): void {
    const { subject, diagram, derivation, views } = this.#sections;
    this.element.classList.toggle('is-wide', isWide);
    if (isWide) {
      this.#left.replaceChildren(diagram, views);
      this.#right.replaceChildren(subject, derivation);
      this.element.replaceChildren(this.#left, this.#boundary, this.#right);
    } else this.element.replaceChildren(subject, diagram, derivation, views);
  }

  #setRatio(ratio: number): void {
    this.#ratio = Math.round(clampRatio(ratio) * 1000) / 1000;
    this.element.style.setProperty('--left', `${this.#ratio}fr`);
    this.element.style.setProperty('--right', `${1 - this.#ratio}fr`);
    setAttribute(this.#boundary, 'aria-valuenow', Math.round(this.#ratio * 100));
  }

  #listen(): void {
    this.#boundary.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      this.#boundary.setPointerCapture(event.pointerId);
    });
    this.#boundary.addEventListener('pointermove', (event) => {
      if (!this.#boundary.hasPointerCapture(event.pointerId)) return;
      const { left, width } = this.element.getBoundingClientRect();
      this.#setRatio((event.clientX - left) / width);
    });
    this.#boundary.addEventListener('pointerup', () => {
      this.#onRatio(this.#ratio);
    });
    this.#boundary.addEventListener('keydown', (event) => {
      const by = event.key === 'ArrowRight' ? KEY_STEP : event.key === 'ArrowLeft' ? -KEY_STEP : 0;
      if (by === 0) return;
      event.preventDefault();
      this.#setRatio(this.#ratio + by);
      this.#onRatio(this.#ratio);
    });
  }
}
