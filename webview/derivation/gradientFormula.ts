import type { GradientFormulaView, Writing } from '../../src/protocol/panel';
import { h, setText } from '../element';
import { visibleText } from '../format';
import { strings } from '../strings';
import { choice, type Choice } from '../ui/controls';
import { FormulaRow } from './formulaRow';

type Equation = GradientFormulaView['equations'][number];

/** One equation, with the shapes of its matrices beneath. */
class EquationRow {
  readonly element = h('div', { class: 'equation' });
  readonly #formula = new FormulaRow('symbols');
  readonly #shapes = h('p', { class: 'shapes' });

  constructor() {
    this.element.append(this.#formula.element, this.#shapes);
  }

  show({ latex, shapes }: Equation): void {
    this.#formula.show(latex);
    setText(this.#shapes, shapes ?? '');
    this.#shapes.hidden = shapes === null;
  }
}

/** The gradient as one formula, and three choices of how it is written: how far unfolded, in which form, with whose names. */
export class GradientFormula {
  readonly element = h('section', { class: 'gradient-formula', 'aria-label': strings.formulaOfGradient });
  readonly #level: Choice<Writing['level']>;
  readonly #form: Choice<Writing['form']>;
  readonly #names: Choice<Writing['names']>;
  readonly #equations = h('div', { class: 'equations' });
  readonly #rows: EquationRow[] = [];
  readonly #note = h('p', { class: 'note', role: 'status' });
  #writing: Writing = { level: 'activations', form: 'terms', names: 'file' };

  constructor(onWrite: (writing: Writing) => void) {
    const write = (change: Partial<Writing>): void => {
      this.#writing = { ...this.#writing, ...change };
      onWrite(this.#writing);
    };
    const { writing } = strings;
    this.#level = choice(
      writing.level,
      writing.levelTooltip,
      Object.entries(writing.levels) as never,
      (level) => {
        write({ level });
      },
    );
    this.#form = choice(writing.form, writing.formTooltip, Object.entries(writing.forms) as never, (form) => {
      write({ form });
    });
    this.#names = choice(
      writing.names,
      writing.namesTooltip,
      Object.entries(writing.namings) as never,
      (names) => {
        write({ names });
      },
    );
    const named = (name: string, { element }: { readonly element: HTMLElement }): HTMLElement =>
      h(
        'span',
        { class: 'choice' },
        h('span', { class: 'setting-name', 'aria-hidden': 'true' }, name),
        element,
      );
    this.element.append(
      h(
        'div',
        { class: 'writing', role: 'group', 'aria-label': writing.group },
        named(writing.level, this.#level),
        named(writing.form, this.#form),
        named(writing.names, this.#names),
      ),
      this.#equations,
      this.#note,
    );
  }

  show(formula: GradientFormulaView | null): void {
    this.element.hidden = formula === null;
    if (!formula) return;
    const { writing, equations, note } = formula;
    this.#writing = writing;
    this.#level.set(writing.level);
    this.#form.set(writing.form);
    this.#names.set(writing.names);
    while (this.#rows.length > equations.length) this.#rows.pop()?.element.remove();
    while (this.#rows.length < equations.length) {
      const row = new EquationRow();
      this.#rows.push(row);
      this.#equations.append(row.element);
    }
    equations.forEach((equation, n) => {
      this.#rows[n]?.show(equation);
    });
    setText(this.#note, visibleText(note ?? ''));
    this.#note.hidden = note === null;
  }
}
