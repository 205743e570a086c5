import type { ParameterSubject } from '../../src/core/network/subject';
import { h, setText } from '../element';
import { valueSlider, typedField } from '../ui/controls';
import type { Ask } from '../views/view';
import { editSentences, editStrings } from './editStrings';
import { dragUnit, LiveEdit } from './liveEdit';

/** The field and the slider that a number of the file is changed with, and what keys do in them. */
export class ValueEditor {
  readonly element = h('div', { class: 'value-editor' });
  readonly #ask: Ask;
  readonly #onEnd: () => void;
  readonly #field = typedField(editStrings.value, editStrings.valueTooltip, (text) => {
    this.#edit?.preview(text);
  });
  readonly #slider = valueSlider(
    editStrings.slider,
    (value) => {
      this.#take(this.#slid(value));
    },
    (value) => {
      this.#take(this.#slid(value));
      void this.#commit();
    },
  );
  #edit: LiveEdit | null = null;
  #range = { least: 0, greatest: 1, step: 1 };
  #decimals = 2;

  /** @param onEnd is told that nothing is changed any more, whatever came of it. */
  constructor(ask: Ask, onEnd: () => void) {
    this.#ask = ask;
    this.#onEnd = onEnd;
    this.element.hidden = true;
    this.element.append(
      this.#field.element,
      this.#slider.element,
      h('p', { class: 'note' }, editStrings.hint),
    );
    this.element.addEventListener('keydown', (event) => {
      this.#press(event);
    });
  }

  /** The parameter that is being changed; null: none. */
  get subject(): ParameterSubject | null {
    return this.#edit?.subject ?? null;
  }

  /** Begins to change a parameter. False where that cannot be: the panel has said why. */
  async open(subject: ParameterSubject): Promise<boolean> {
    await this.close();
    const edit = await LiveEdit.begin(this.#ask, subject);
    if (!edit) return false;
    this.#edit = edit;
    const value = Number(edit.start);
    const { unit, decimals } = dragUnit(value);
    const reach = Math.max(1, Math.abs(value));
    this.#decimals = decimals;
    this.#range = { least: round(value - 2 * reach), greatest: round(value + 2 * reach), step: unit };
    this.element.hidden = false;
    this.#show(edit.start);
    this.#field.element.focus();
    return true;
  }

  /** Leaves the number as it is, if one is being changed. */
  async close(): Promise<void> {
    const edit = this.#edit;
    if (!edit) return;
    this.#edit = null;
    this.element.hidden = true;
    await edit.cancel();
    this.#onEnd();
  }

  #slid(value: number): string {
    return value.toFixed(this.#decimals);
  }

  #show(text: string): void {
    this.#field.set(text);
    this.#slider.set(Number(text), this.#range, editSentences.preview(text));
  }

  #take(text: string): void {
    this.#show(text);
    this.#edit?.preview(text);
  }

  async #commit(): Promise<void> {
    const edit = this.#edit;
    if (!edit) return;
    const { text } = this.#field;
    // What cannot be written stays in the field, to be put right.
    if (!(await edit.commit(text))) {
      const again = await LiveEdit.begin(this.#ask, edit.subject);
      this.#edit = again ?? null;
      if (again) return;
    }
    this.#edit = null;
    this.element.hidden = true;
    this.#onEnd();
  }

  #press(event: KeyboardEvent): void {
    const { key } = event;
    const isInField = event.target !== this.#slider.element;
    if (key === 'Enter') void this.#commit();
    else if (key === 'Escape') void this.close();
    else if (isInField && (key === 'ArrowUp' || key === 'ArrowDown')) {
      void this.#nudge(key === 'ArrowUp' ? 1 : -1);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  async #nudge(steps: number): Promise<void> {
    const text = await this.#edit?.nudged(this.#field.text, steps);
    if (text !== undefined) this.#take(text);
  }
}

/** The ends of a slider in round numbers, so that its steps are. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** A line that tells screen readers of a change made without a field. */
export function editStatus(): { readonly element: HTMLElement; written(text: string): void } {
  const line = h('p', { role: 'status' });
  return {
    element: h('div', { class: 'visually-hidden' }, line),
    written: (text) => {
      setText(line, editSentences.written(text));
    },
  };
}
