import type { FormulaWriting, GradientFormulaView } from '../../src/protocol/panel';
import { h, setText } from '../element';
import { visibleText } from '../format';
import { strings } from '../strings';
import { choice, type Choice } from '../ui/controls';
import type { FactorMarks } from './factorMarks';
import { FormulaRow } from './formulaRow';

type Equation = GradientFormulaView['equations'][number];

/** One equation, with the shapes of its matrices beneath. */
class EquationRow {
  readonly element = h('div', { class: 'equation' });
  readonly #formula: FormulaRow;
  readonly #shapes = h('p', { class: 'shapes' });

  constructor(marks: FactorMarks) {
    this.#formula = new FormulaRow('symbols', marks);
    this.element.append(this.#formula.element, this.#shapes);
  }

  show({ latex, shapes }: Equation): void {
    this.#formula.show(latex);
    setText(this.#shapes, shapes === null ? '' : `${strings.shapes} ${visibleText(shapes)}`);
    this.#shapes.hidden = shapes === null;
  }
}

/** The gradient as one formula, and three choices of how it is written: how far unfolded, in which form, with whose names. */
export class GradientFormula {
  readonly element = h('section', { class: 'gradient-formula', 'aria-label': strings.formulaOfGradient });
  readonly #level: Choice<FormulaWriting['level']>;
  readonly #form: Choice<FormulaWriting['form']>;
  readonly #names: Choice<FormulaWriting['names']>;
  readonly #equations = h('div', { class: 'equations' });
  readonly #rows: EquationRow[] = [];
  readonly #scope = h('p', { class: 'note' });
  readonly #note = h('p', { class: 'note', role: 'status' });
  readonly #marks: FactorMarks;
  readonly #onWrite: (writing: FormulaWriting) => Promise<unknown>;
  /** What the host writes by, and what the person has chosen: they differ while the host has not answered. */
  #written: FormulaWriting | null = null;
  #chosen: FormulaWriting | null = null;
  #unanswered = 0;

  /** @param onWrite asks for another writing; it settles when the host has taken or refused it, and never rejects. */
  constructor(onWrite: (writing: FormulaWriting) => Promise<unknown>, marks: FactorMarks) {
    this.#onWrite = onWrite;
    this.#marks = marks;
    const { writing } = strings;
    this.#level = choice(writing.level, writing.levelTooltip, entries(writing.levels), (level) => {
      void this.#write({ level });
    });
    this.#form = choice(writing.form, writing.formTooltip, entries(writing.forms), (form) => {
      void this.#write({ form });
    });
    this.#names = choice(writing.names, writing.namesTooltip, entries(writing.namings), (names) => {
      void this.#write({ names });
    });
    this.element.append(
      h(
        'div',
        { class: 'writing', role: 'group', 'aria-label': writing.group },
        named(writing.level, this.#level),
        named(writing.form, this.#form),
        named(writing.names, this.#names),
      ),
      this.#equations,
      this.#scope,
      this.#note,
    );
  }

  show({ writing, equations, note, scope }: GradientFormulaView): void {
    this.#written = writing;
    // A redraw that was on its way when the person chose must not turn the choice back.
    if (this.#unanswered === 0) this.#showChoice(writing);
    while (this.#rows.length > equations.length) this.#rows.pop()?.element.remove();
    while (this.#rows.length < equations.length) {
      const row = new EquationRow(this.#marks);
      this.#rows.push(row);
      this.#equations.append(row.element);
    }
    equations.forEach((equation, n) => {
      this.#rows[n]?.show(equation);
    });
    setText(this.#scope, visibleText(scope ?? ''));
    this.#scope.hidden = scope === null;
    // Never hidden: a region that appears together with its words is not read out.
    setText(this.#note, visibleText(note ?? ''));
  }

  #showChoice(writing: FormulaWriting): void {
    this.#chosen = writing;
    this.#level.set(writing.level);
    this.#form.set(writing.form);
    this.#names.set(writing.names);
  }

  async #write(change: Partial<FormulaWriting>): Promise<void> {
    if (!this.#chosen) return;
    this.#chosen = { ...this.#chosen, ...change };
    this.#unanswered += 1;
    await this.#onWrite(this.#chosen);
    this.#unanswered -= 1;
    if (this.#unanswered === 0 && this.#written) this.#showChoice(this.#written);
  }
}

function entries<Value extends string>(words: Readonly<Record<Value, string>>): [Value, string][] {
  return Object.entries(words) as [Value, string][];
}

/** A choice under its name. */
function named(name: string, { element }: { readonly element: HTMLElement }): HTMLElement {
  return h(
    'span',
    { class: 'choice' },
    h('span', { class: 'setting-name', 'aria-hidden': 'true' }, name),
    element,
  );
}
