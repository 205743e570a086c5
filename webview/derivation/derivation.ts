import type { Subject } from '../../src/core/network/subject';
import type { DerivationView, StepView, FormulaWriting, NetworkView } from '../../src/protocol/panel';
import type { SymbolView } from '../../src/protocol/views/diagram';
import { subjectKey } from '../diagram/litPaths';
import { h, setAttribute, setText } from '../element';
import { formatColumn, formatExact, visibleText } from '../format';
import { strings } from '../strings';
import { button, dressButton, type Control } from '../ui/controls';
import { FactorList } from './factorList';
import { FactorMarks } from './factorMarks';
import { FormulaRow } from './formulaRow';
import { GradientFormula } from './gradientFormula';
import { Paths } from './paths';

/** How long the copy button says that it has copied. */
const COPIED_MS = 1500;

/** One step: the rule, the formula, the same with numbers, a sentence, the value. */
class StepRow {
  readonly element = h('li', { class: 'step' });
  readonly #title = h('h3');
  readonly #formula: FormulaRow;
  readonly #numbers: FormulaRow;
  readonly #sentence = h('p', { class: 'sentence' });
  readonly #value = h('output', { class: 'step-value' });

  constructor(marks: FactorMarks, onRead: (row: StepRow) => void) {
    this.#formula = new FormulaRow('symbols', marks);
    this.#numbers = new FormulaRow('numbers', marks);
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

  /** @param isAbove the formula stands at the top of the derivation: here its symbols with their numbers are enough. */
  show(step: StepView, value: string, isAbove: boolean): void {
    setText(this.#title, visibleText(step.title));
    this.#formula.show(isAbove && step.numbersLatex !== null ? null : step.latex);
    this.#numbers.show(step.numbersLatex);
    setText(this.#sentence, visibleText(step.sentence));
    this.#sentence.hidden = step.sentence === '';
    setText(this.#value, value);
    setAttribute(this.#value, 'title', step.value === null ? undefined : formatExact(step.value));
  }
}

export interface DerivationActions {
  readonly onCopy: (text: string) => void;
  readonly onWrite: (writing: FormulaWriting) => Promise<unknown>;
  /** A person points at a quantity in a formula; null: at none any more. */
  readonly onPoint: (subject: Subject | null) => void;
  readonly onSelect: (subject: Subject) => void;
}

/** The gradient of the subject as one formula, its derivation step by step, what it is made of, and what comes next. */
export class Derivation {
  readonly element = h('section', { class: 'derivation', 'aria-label': strings.derivation });
  readonly #heading = h('h2', {}, strings.derivation);
  readonly #list = h('ol', { class: 'steps' });
  readonly #rows: StepRow[] = [];
  readonly #formula: GradientFormula;
  readonly #paths: Paths;
  readonly #marks = new FactorMarks();
  readonly #factors: FactorList;
  readonly #outlook = h('section', { class: 'outlook' }, h('h3', {}, strings.outlook));
  readonly #outlookWords = h('div', { class: 'sentences' });
  readonly #copy: Control;
  #shown: DerivationView | null = null;
  #network: NetworkView | null = null;
  #resetCopy: ReturnType<typeof setTimeout> | undefined;

  constructor({ onCopy, onWrite, onPoint, onSelect }: DerivationActions) {
    this.#formula = new GradientFormula(onWrite, this.#marks);
    this.#paths = new Paths(this.#marks);
    this.#factors = new FactorList(this.#marks, onPoint, onSelect);
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
      this.#formula.element,
      this.#factors.element,
      this.#list,
      this.#paths.element,
      this.#outlook,
    );
    this.#outlook.append(this.#outlookWords);
    this.#listen(onPoint, onSelect);
  }

  /** The symbols that formulas are searched for, from now on. */
  setSymbols(symbols: readonly SymbolView[]): void {
    this.#marks.set(symbols);
    this.show(this.#shown, this.#network);
  }

  /** Marks a quantity in every formula; null: none. */
  point(subject: Subject | null): void {
    const key = subjectKey(subject);
    for (const part of this.element.querySelectorAll('.is-pointed')) part.classList.remove('is-pointed');
    if (key === '') return;
    const parts = this.element.querySelectorAll(`[data-subject="${CSS.escape(key)}"]`);
    for (const part of parts) part.classList.add('is-pointed');
  }

  #listen(onPoint: DerivationActions['onPoint'], onSelect: DerivationActions['onSelect']): void {
    const subjectOf = (target: EventTarget | null): Subject | null => {
      const key = (target as Element).closest('[data-subject]')?.getAttribute('data-subject');
      return this.#marks.subject(key ?? '');
    };
    let pointed: Subject | null = null;
    this.element.addEventListener('pointerover', ({ target }) => {
      const subject = subjectOf(target);
      if (subject !== pointed) onPoint(subject);
      pointed = subject;
    });
    this.element.addEventListener('pointerleave', () => {
      if (pointed) onPoint(null);
      pointed = null;
    });
    this.element.addEventListener('click', ({ target }) => {
      const subject = subjectOf(target);
      if (subject) onSelect(subject);
    });
  }

  show(derivation: DerivationView | null, network: NetworkView | null): void {
    this.#shown = derivation;
    this.#network = network;
    this.element.hidden = derivation === null;
    if (!derivation) return;
    const { steps } = derivation;
    this.#formula.show(derivation.formula);
    const keys = derivation.formula.equations.flatMap(({ latex }) => this.#marks.mark(latex).keys);
    this.#factors.show([...new Set(keys)], network);
    while (this.#rows.length > steps.length) this.#rows.pop()?.element.remove();
    while (this.#rows.length < steps.length) {
      const row = new StepRow(this.#marks, (read) => {
        this.#setRead(read);
      });
      this.#rows.push(row);
      this.#list.append(row.element);
    }
    const values = steps.map(({ value }) => value).filter((value) => value !== null);
    const texts = formatColumn(values);
    const above = new Set(derivation.formula.equations.map(({ latex }) => latex));
    let next = 0;
    steps.forEach((step, index) => {
      const value = step.value === null ? '' : (texts[next++] ?? '');
      this.#rows[index]?.show(step, value, above.has(step.latex));
    });
    if (!this.#rows.some(({ element }) => element.classList.contains('is-read')))
      this.#setRead(this.#rows[0]);
    this.#paths.show(derivation.ledger);
    const { outlook } = derivation;
    this.#outlook.hidden = outlook.length === 0;
    this.#outlookWords.replaceChildren(
      ...outlook.map((one) => h('p', { class: 'sentence' }, visibleText(one))),
    );
  }

  #setRead(read: StepRow | undefined): void {
    for (const row of this.#rows) row.element.classList.toggle('is-read', row === read);
  }

  /** The formula and every step, each once. */
  #latex(): string {
    if (!this.#shown) return '';
    const { formula, steps } = this.#shown;
    const all = new Set([...formula.equations, ...steps].map(({ latex }) => latex));
    return [...all].map((latex) => `$$\n${latex}\n$$\n`).join('\n');
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
