import { h, setAttribute } from '../element';
import { showFormula } from '../formula';
import { strings } from '../strings';
import type { FactorMarks } from './factorMarks';

/** A formula in a row of its own: it scrolls sideways there, fades at the edge it runs over, and takes the keyboard then. */
export class FormulaRow {
  readonly element = h('div', { class: 'formula-row' });
  readonly #scroller: HTMLElement;
  readonly #content = h('div', { class: 'formula-content' });

  readonly #marks: FactorMarks | null;

  /** @param marks wraps the quantities of the formula, so that they can be pointed at; null: none is. */
  constructor(className: string, marks: FactorMarks | null = null) {
    this.#marks = marks;
    this.#scroller = h('div', { class: `formula ${className}` }, this.#content);
    this.element.append(this.#scroller);
    const measure = (): void => {
      const { scrollWidth, clientWidth, scrollLeft } = this.#scroller;
      const isWide = scrollWidth > clientWidth;
      setAttribute(this.#scroller, 'tabindex', isWide ? 0 : undefined);
      setAttribute(this.#scroller, 'role', isWide ? 'group' : undefined);
      setAttribute(this.#scroller, 'aria-label', isWide ? strings.formula : undefined);
      this.element.classList.toggle('fades-left', isWide && scrollLeft > 1);
      this.element.classList.toggle('fades-right', isWide && scrollLeft + clientWidth < scrollWidth - 1);
    };
    const sizes = new ResizeObserver(measure);
    sizes.observe(this.#scroller);
    // The content's own size changes too when the formula's fonts arrive.
    sizes.observe(this.#content);
    this.#scroller.addEventListener('scroll', measure, { passive: true });
  }

  show(latex: string | null): void {
    this.element.hidden = latex === null;
    if (latex !== null) showFormula(this.#content, this.#marks?.mark(latex).latex ?? latex, true);
  }
}
