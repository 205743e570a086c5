import type { Subject } from '../../src/core/network/subject';
import type { CheckVerdict, DerivationView } from '../../src/protocol/panel';
import { isSameSubject } from '../diagram/litPaths';
import { editStrings } from '../edit/editStrings';
import { ValueEditor } from '../edit/valueEditor';
import { h, setAttribute, setText } from '../element';
import { formatExact, formatNumber, visibleText } from '../format';
import { showFormula } from '../formula';
import { strings } from '../strings';
import { pinStrings } from './pinStrings';
import { button, dressButton, type Control } from '../ui/controls';
import type { Ask } from '../views/view';

/** Marks before the verdict: told by shape, then by colour. */
const MARKS: Readonly<Record<CheckVerdict, string>> = {
  agrees: '✓',
  disagrees: '✗',
  uncheckable: '–',
  kink: '∧',
};

const PIN = { label: pinStrings.pin, tooltip: pinStrings.pinTooltip, icon: 'pin', kind: 'icon' } as const;
const UNPIN = { label: pinStrings.unpin, tooltip: pinStrings.unpinTooltip };

/** The subject of the panel, named once: its symbol, value and gradient in large figures, and the check. */
export class SubjectHeader {
  readonly element = h('section', { class: 'subject', 'aria-label': strings.subject });
  readonly #symbol = h('dt');
  readonly #value = h('span');
  readonly #gradientSymbol = h('dt');
  readonly #gradient = h('dd');
  readonly #place = h('p', { class: 'note' });
  readonly #check = h('p', { class: 'check' });
  readonly #mark = h('span', { class: 'mark', 'aria-hidden': 'true' });
  readonly #verdict = h('span');
  readonly #figures = h('dl', { class: 'figures' });
  readonly #empty = h('p', { class: 'note' }, strings.derivationEmpty);

  readonly #change = button({
    label: editStrings.change,
    tooltip: editStrings.changeTooltip,
    icon: 'edit',
    kind: 'icon',
    onPress: () => void this.#edit(),
  });
  readonly #editor: ValueEditor;
  #subject: Subject | null = null;

  readonly #pin: Control;
  readonly #back: Control;
  readonly #forward: Control;
  #isPinned = false;

  constructor(ask: Ask) {
    const go = (name: 'back' | 'forward', by: -1 | 1): Control =>
      button({
        label: pinStrings[name],
        tooltip: pinStrings[`${name}Tooltip`],
        icon: name === 'back' ? 'historyBack' : 'historyForward',
        kind: 'icon',
        onPress: () => void ask('go', { by }),
      });
    this.#back = go('back', -1);
    this.#forward = go('forward', 1);
    this.#pin = button({
      ...PIN,
      onPress: () => {
        const subject = this.#subject;
        if (subject) void ask('pin', { subject, isPinned: !this.#isPinned });
      },
    });
    this.showHistory(false, false);
    this.#editor = new ValueEditor(ask, () => {
      this.#editor.element.remove();
      this.#change.hidden = false;
      this.#change.focus();
    });
    this.#figures.append(
      h('div', {}, this.#symbol, h('dd', { class: 'changeable' }, this.#value, this.#change)),
      h('div', {}, this.#gradientSymbol, this.#gradient),
    );
    this.#check.append(this.#mark, this.#verdict);
    this.element.append(
      h('div', { class: 'subject-controls' }, this.#back, this.#forward, this.#pin),
      this.#figures,
      this.#place,
      this.#check,
      this.#empty,
    );
  }

  show(derivation: DerivationView | null): void {
    this.#pin.hidden = derivation === null;
    this.#empty.hidden = derivation !== null;
    this.#figures.hidden = derivation === null;
    this.#place.hidden = derivation === null;
    this.#check.hidden = !derivation?.check;
    this.#subject = derivation?.subject ?? null;
    const edited = this.#editor.subject;
    if (edited && !isSameSubject(edited, this.#subject)) void this.#editor.close();
    if (!derivation) return;
    const { kind } = derivation.subject;
    this.#change.hidden = (kind !== 'weight' && kind !== 'bias') || this.#editor.subject !== null;
    showFormula(this.#symbol, derivation.symbol);
    showFormula(this.#gradientSymbol, derivation.gradientSymbol);
    setText(this.#value, formatNumber(derivation.value));
    setText(this.#gradient, formatNumber(derivation.gradient));
    setAttribute(this.#value, 'title', formatExact(derivation.value));
    setAttribute(this.#gradient, 'title', formatExact(derivation.gradient));
    setText(this.#place, visibleText(`${derivation.place} · ${derivation.scope}`));
    const { check } = derivation;
    if (!check) return;
    setAttribute(this.#check, 'data-verdict', check.verdict);
    setText(this.#mark, MARKS[check.verdict]);
    setText(this.#verdict, visibleText(check.sentence));
    setAttribute(this.#check, 'title', `${strings.numericGradient} ${formatExact(check.numeric)}`);
  }

  /** Whether what is shown is pinned. */
  showPinned(isPinned: boolean): void {
    if (isPinned === this.#isPinned) return;
    this.#isPinned = isPinned;
    this.#pin.classList.toggle('is-on', isPinned);
    dressButton(this.#pin, isPinned ? { ...PIN, ...UNPIN } : PIN);
  }

  showHistory(canGoBack: boolean, canGoForward: boolean): void {
    this.#back.disabled = !canGoBack;
    this.#forward.disabled = !canGoForward;
  }

  async #edit(): Promise<void> {
    const subject = this.#subject;
    if (subject?.kind !== 'weight' && subject?.kind !== 'bias') return;
    this.#figures.after(this.#editor.element);
    if (await this.#editor.open(subject)) this.#change.hidden = true;
    else this.#editor.element.remove();
  }
}
