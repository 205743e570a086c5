import type { DerivationView, StepView } from '../../src/protocol/panel';
import { h, setAttribute, setText } from '../element';
import { formatColumn, formatExact, visibleText } from '../format';
import { showFormula } from '../formula';
import { strings } from '../strings';
import { button, dressButton, type Control } from '../ui/controls';
import { Contributions } from './contributions';

/** How long the copy button says that it has copied. */
const COPIED_MS = 1500;

/** A formula in a row of its own: it scrolls sideways there, fades at the edge it runs over, and takes the keyboard then. */
class FormulaRow {
  readonly element = h('div', { class: 'formula-row' });
  readonly #scroller: HTMLElement;
  readonly #content = h('div', { class: 'formula-content' });

  constructor(className: string) {
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
    if (latex !== null) showFormula(this.#content, latex, true);
  }
}

/** One step: the rule, the formula, the same with numbers, a sentence, the value. */
class StepRow {
  readonly element = h('li', { class: 'step' });
  readonly #title = h('h3');
  readonly #formula = new FormulaRow('symbols');
  readonly #numbers = new FormulaRow('numbers');
  readonly #sentence = h('p', { class: 'sentence' });
  readonly #value = h('output', { class: 'step-value' });

  constructor(onRead: (row: StepRow) => void) {
    const read = (): void => {
      onRead(this);
    };
    this.element.addEventListener('pointerenter', read);
    this.element.addEventListener('focusin', read);
    this.element.append(
      h('div', { class: 'step-head' }, this.#title, this.#value),
      this.#formula.element,
      this.#numbers.element,
      this.#sentence,
    );
  }

  show(step: StepView, value: string): void {
    setText(this.#title, visibleText(step.title));
    this.#formula.show(step.latex);
    this.#numbers.show(step.numbersLatex);
    setText(this.#sentence, visibleText(step.sentence));
    this.#sentence.hidden = step.sentence === '';
    setText(this.#value, value);
    setAttribute(this.#value, 'title', step.value === null ? undefined : formatExact(step.value));
  }
}

/** The derivation of the subject, step by step, and what its gradient is made of. */
export class Derivation {
  readonly element = h('section', { class: 'derivation', 'aria-label': strings.derivation });
  readonly #heading = h('h2', {}, strings.derivation);
  readonly #list = h('ol', { class: 'steps' });
  readonly #rows: StepRow[] = [];
  readonly #contributions = new Contributions();
  readonly #copy: Control;
  #shown: DerivationView | null = null;
  #resetCopy: ReturnType<typeof setTimeout> | undefined;

  constructor(onCopy: (text: string) => void) {
    this.#copy = button({
      label: strings.copyLatex,
      tooltip: strings.copyLatexTooltip,
      icon: 'copy',
      kind: 'icon',
      onPress: () => {
        onCopy(this.#latex());
        this.#sayCopied();
      },
    });
    this.element.append(
      h('div', { class: 'section-head' }, this.#heading, this.#copy),
      this.#list,
      this.#contributions.element,
    );
  }

  show(derivation: DerivationView | null): void {
    this.#shown = derivation;
    this.element.hidden = derivation === null;
    if (!derivation) return;
    const { steps } = derivation;
    while (this.#rows.length > steps.length) this.#rows.pop()?.element.remove();
    while (this.#rows.length < steps.length) {
      const row = new StepRow((read) => {
        this.#setRead(read);
      });
      this.#rows.push(row);
      this.#list.append(row.element);
    }
    const values = steps.map(({ value }) => value).filter((value) => value !== null);
    const texts = formatColumn(values);
    let next = 0;
    steps.forEach((step, index) => {
      this.#rows[index]?.show(step, step.value === null ? '' : (texts[next++] ?? ''));
    });
    if (!this.#rows.some(({ element }) => element.classList.contains('is-read')))
      this.#setRead(this.#rows[0]);
    this.#contributions.show(derivation);
  }

  #setRead(read: StepRow | undefined): void {
    for (const row of this.#rows) row.element.classList.toggle('is-read', row === read);
  }

  #latex(): string {
    return (this.#shown?.steps ?? []).map(({ latex }) => `$$\n${latex}\n$$\n`).join('\n');
  }

  #sayCopied(): void {
    clearTimeout(this.#resetCopy);
    const dress = (isCopied: boolean): void => {
      dressButton(this.#copy, {
        label: isCopied ? strings.copied : strings.copyLatex,
        tooltip: strings.copyLatexTooltip,
        icon: isCopied ? 'check' : 'copy',
        kind: 'icon',
      });
    };
    dress(true);
    this.#resetCopy = setTimeout(() => {
      dress(false);
    }, COPIED_MS);
  }
}
