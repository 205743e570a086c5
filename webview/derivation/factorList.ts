import type { Subject } from '../../src/core/network/subject';
import type { NetworkView } from '../../src/protocol/panel';
import { valueOf } from '../diagram/valueOf';
import { h, setAttribute } from '../element';
import { formatNumber, visibleText } from '../format';
import { factorSentences, factorStrings } from './factorStrings';
import type { FactorMarks } from './factorMarks';

/** More than these are in the formula, and no list to read. */
const MOST = 24;

/**
 * The quantities of the formula above with their numbers: one stop of the tab key, arrow keys walk it. Each points at
 * its edge or unit and at its number in the file; Enter or a click makes it the subject.
 */
export class FactorList {
  readonly element: HTMLElement;
  readonly #list = h('ul', {
    class: 'factors',
    role: 'listbox',
    tabindex: 0,
    'aria-label': factorStrings.list,
    'aria-orientation': 'horizontal',
  });
  readonly #marks: FactorMarks;
  readonly #onPoint: (subject: Subject | null) => void;
  readonly #onSelect: (subject: Subject) => void;
  #keys: readonly string[] = [];
  #at = -1;

  constructor(
    marks: FactorMarks,
    onPoint: (subject: Subject | null) => void,
    onSelect: (subject: Subject) => void,
  ) {
    this.#marks = marks;
    this.#onPoint = onPoint;
    this.#onSelect = onSelect;
    this.element = h(
      'div',
      { class: 'factor-row' },
      h('span', { class: 'setting-name', 'aria-hidden': 'true' }, factorStrings.title),
      this.#list,
    );
    this.#listen();
  }

  show(keys: readonly string[], network: NetworkView | null): void {
    const isSame = keys.join() === this.#keys.join();
    this.#keys = keys;
    const shown = keys.slice(0, MOST);
    this.element.hidden = shown.length === 0;
    if (!isSame) this.#at = -1;
    const items = shown.map((key, n) => {
      const symbol = this.#marks.symbol(key);
      const value = symbol && network ? valueOf(network, symbol.subject) : null;
      const number = value === null ? '' : ` ${formatNumber(value)}`;
      return h(
        'li',
        { role: 'option', class: 'factor', id: `factor-${n}`, 'data-subject': key },
        `${visibleText(symbol?.text ?? '')}${number}`,
      );
    });
    const more =
      keys.length > MOST
        ? [h('li', { class: 'note', role: 'presentation' }, factorSentences.more(String(keys.length - MOST)))]
        : [];
    this.#list.replaceChildren(...items, ...more);
    this.#mark();
  }

  #listen(): void {
    this.#list.addEventListener('keydown', (event) => {
      const last = Math.min(MOST, this.#keys.length) - 1;
      const moves: Readonly<Record<string, number>> = {
        ArrowRight: Math.min(last, this.#at + 1),
        ArrowLeft: Math.max(0, this.#at - 1),
        Home: 0,
        End: last,
      };
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === 'Enter' || event.key === ' ') {
        const subject = this.#marks.subject(this.#keys[this.#at] ?? '');
        if (subject) this.#onSelect(subject);
      } else if (Object.hasOwn(moves, event.key)) this.#move(moves[event.key] ?? 0);
      else return;
      event.preventDefault();
    });
    this.#list.addEventListener('focus', () => {
      if (this.#list.matches(':focus-visible')) this.#move(Math.max(0, this.#at));
    });
    this.#list.addEventListener('blur', () => {
      this.#onPoint(null);
    });
  }

  #move(to: number): void {
    this.#at = to;
    this.#mark();
    this.#onPoint(this.#marks.subject(this.#keys[to] ?? ''));
  }

  #mark(): void {
    for (const [n, item] of [...this.#list.children].entries()) {
      if (item.getAttribute('role') === 'option') setAttribute(item, 'aria-selected', String(n === this.#at));
    }
    const active = this.#at >= 0 ? `factor-${this.#at}` : undefined;
    setAttribute(this.#list, 'aria-activedescendant', active);
  }
}
