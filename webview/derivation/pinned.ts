import type { Subject } from '../../src/core/network/subject';
import type { DerivationView } from '../../src/protocol/panel';
import type { PinView } from '../../src/protocol/views/pins';
import { subjectKey } from '../diagram/litPaths';
import { h, setAttribute, setText } from '../element';
import { formatExact, formatNumber, visibleText } from '../format';
import { showFormula } from '../formula';
import { button } from '../ui/controls';
import type { Ask } from '../views/view';
import { FormulaRow } from './formulaRow';
import { pinStrings } from './pinStrings';

/** The formulas of a pinned derivation: each once, with its value where it has one. */
function formulas({ formula, steps }: DerivationView): HTMLElement[] {
  const values = new Map<string, number | null>(formula.equations.map(({ latex }) => [latex, null]));
  for (const { latex, value } of steps) values.set(latex, value);
  return [...values].map(([latex, value]) => {
    const row = new FormulaRow('symbols');
    row.show(latex);
    const number = h('output', { class: 'step-value' }, value === null ? '' : formatNumber(value));
    return h('div', { class: 'pinned-step' }, row.element, number);
  });
}

/** One pinned quantity: its numbers, and its derivation while it is open. */
class PinnedRow {
  readonly element: HTMLDetailsElement;
  readonly #ask: Ask;
  readonly #symbol = h('span', { 'aria-hidden': 'true' });
  readonly #name = h('span', { class: 'visually-hidden' });
  readonly #value = h('span', { class: 'figure' });
  readonly #gradientSymbol = h('span', { 'aria-hidden': 'true' });
  readonly #gradientName = h('span', { class: 'visually-hidden' });
  readonly #gradient = h('span', { class: 'figure' });
  readonly #body = h('div', { class: 'pinned-body' });
  readonly #subject: Subject;

  constructor({ subject }: PinView, ask: Ask, onSelect: (subject: Subject) => void) {
    this.#subject = subject;
    this.#ask = ask;
    const control = (name: 'show' | 'unpin', onPress: () => void): HTMLElement =>
      button({ label: pinStrings[name], tooltip: pinStrings[`${name}Tooltip`], kind: 'secondary', onPress });
    const figures = [
      h('span', {}, this.#symbol, this.#name, ' = ', this.#value),
      h('span', {}, this.#gradientSymbol, this.#gradientName, ' = ', this.#gradient),
    ];
    this.element = h(
      'details',
      { class: 'pinned', 'data-key': `pin ${subjectKey(subject)}` },
      h('summary', {}, h('span', { class: 'pinned-figures' }, ...figures)),
      this.#body,
      h(
        'div',
        { class: 'pinned-controls' },
        control('show', () => {
          onSelect(subject);
        }),
        control('unpin', () => void ask('pin', { subject, isPinned: false })),
      ),
    );
    this.element.addEventListener('toggle', () => void this.#fill());
  }

  show(pin: PinView): void {
    showFormula(this.#symbol, pin.symbol);
    showFormula(this.#gradientSymbol, pin.gradientSymbol);
    setText(this.#name, visibleText(pin.text));
    setText(this.#gradientName, visibleText(pin.gradientText));
    setText(this.#value, formatNumber(pin.value));
    setText(this.#gradient, formatNumber(pin.gradient));
    setAttribute(this.#value, 'title', formatExact(pin.value));
    setAttribute(this.#gradient, 'title', formatExact(pin.gradient));
    void this.#fill();
  }

  /** Only what is open is computed, at the numbers of the moment. */
  async #fill(): Promise<void> {
    if (!this.element.open) return;
    if (this.#body.childNodes.length === 0) this.#body.textContent = pinStrings.waiting;
    const derivation = await this.#ask('derive', { subject: this.#subject });
    if (derivation === undefined) return;
    this.#body.replaceChildren(...(derivation ? formulas(derivation) : [pinStrings.none]));
  }
}

/** The pinned derivations of the file, one below the other, each folded to its numbers until it is opened. */
export class Pinned {
  readonly element = h(
    'section',
    { class: 'pins', 'aria-label': pinStrings.heading },
    h('h2', {}, pinStrings.heading),
  );
  readonly #ask: Ask;
  readonly #onSelect: (subject: Subject) => void;
  #rows = new Map<string, PinnedRow>();

  constructor(ask: Ask, onSelect: (subject: Subject) => void) {
    this.#ask = ask;
    this.#onSelect = onSelect;
    this.element.hidden = true;
  }

  has(subject: Subject | null): boolean {
    return this.#rows.has(subjectKey(subject));
  }

  show(pins: readonly PinView[]): void {
    const rows = new Map<string, PinnedRow>();
    for (const pin of pins) {
      const key = subjectKey(pin.subject);
      const row = this.#rows.get(key) ?? new PinnedRow(pin, this.#ask, this.#onSelect);
      rows.set(key, row);
      row.show(pin);
    }
    for (const [key, row] of this.#rows) if (!rows.has(key)) row.element.remove();
    for (const [key, row] of rows) if (!this.#rows.has(key)) this.element.append(row.element);
    this.#rows = rows;
    this.element.hidden = rows.size === 0;
  }
}
