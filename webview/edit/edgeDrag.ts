import type { ParameterSubject, Subject } from '../../src/core/network/subject';
import type { Ask } from '../views/view';
import { draggedText, LiveEdit } from './liveEdit';

/** Less than this is a click with an unsteady hand. */
const THRESHOLD = 4;
/** With Shift a pixel is worth a tenth. */
const FINE = 0.1;

/** A parameter under a pressed pointer. */
interface Held {
  readonly subject: ParameterSubject;
  readonly pointer: number;
  /** Where the pointer was last heard of, and how many units it has moved since it was pressed. */
  y: number;
  units: number;
  /** Null until the pointer has moved far enough. */
  edit: Promise<LiveEdit | undefined> | null;
  text: string | null;
}

export interface EdgeDragActions {
  /** The parameter under the pointer; null where there is none. */
  readonly subjectOf: (target: Element) => Subject | null;
  /** A drag has begun: it becomes the subject of the panel. */
  readonly onBegin: (subject: ParameterSubject) => void;
  readonly onWritten: (text: string) => void;
}

/**
 * Dragging the line of a weight or bias up and down changes it. Alt with the up and down keys changes the one in
 * focus by its last digit, as in the editor.
 */
export class EdgeDrag {
  readonly #root: Element & GlobalEventHandlers;
  readonly #ask: Ask;
  readonly #actions: EdgeDragActions;
  #held: Held | null = null;
  #wasDragged = false;
  /** Presses of a key come one after the other: each starts from what the one before has written. */
  #lastPress: Promise<void> = Promise.resolve();

  constructor(root: SVGSVGElement, ask: Ask, actions: EdgeDragActions) {
    this.#root = root;
    this.#ask = ask;
    this.#actions = actions;
    root.addEventListener('pointerdown', (event) => {
      const subject = actions.subjectOf(event.target as Element);
      this.#wasDragged = false;
      if (event.button !== 0 || (subject?.kind !== 'weight' && subject?.kind !== 'bias')) return;
      const { clientY: y, pointerId: pointer } = event;
      this.#held = { subject, pointer, y, units: 0, edit: null, text: null };
    });
    root.addEventListener('pointermove', (event) => {
      this.#move(event);
    });
    root.addEventListener('pointerup', () => {
      void this.#release(true);
    });
    root.addEventListener('pointercancel', () => {
      void this.#release(false);
    });
    // Before the diagram's own listener: the end of a drag is no click.
    root.addEventListener(
      'click',
      (event) => {
        if (this.#wasDragged) event.stopImmediatePropagation();
        this.#wasDragged = false;
      },
      true,
    );
    window.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.#held?.edit) void this.#release(false);
    });
    root.addEventListener('keydown', (event) => {
      this.#press(event);
    });
  }

  #move(event: PointerEvent): void {
    const held = this.#held;
    if (held?.pointer !== event.pointerId) return;
    if (!held.edit) {
      if (Math.abs(event.clientY - held.y) < THRESHOLD) return;
      this.#wasDragged = true;
      this.#root.setPointerCapture(event.pointerId);
      this.#root.classList.add('is-dragging');
      this.#actions.onBegin(held.subject);
      held.edit = LiveEdit.begin(this.#ask, held.subject);
    }
    held.units += (held.y - event.clientY) * (event.shiftKey ? FINE : 1);
    held.y = event.clientY;
    const { units } = held;
    void held.edit.then((edit) => {
      if (!edit) return;
      held.text = draggedText(Number(edit.start), units);
      edit.preview(held.text);
    });
  }

  async #release(isKept: boolean): Promise<void> {
    const held = this.#held;
    this.#held = null;
    this.#root.classList.remove('is-dragging');
    const edit = await held?.edit;
    if (!held || !edit) return;
    if (!isKept || held.text === null) await edit.cancel();
    else if (await edit.commit(held.text)) this.#actions.onWritten(held.text);
  }

  #press(event: KeyboardEvent): void {
    const steps = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (!event.altKey || event.ctrlKey || event.metaKey || steps === 0) return;
    const subject = this.#actions.subjectOf(event.target as Element);
    if (subject?.kind !== 'weight' && subject?.kind !== 'bias') return;
    event.preventDefault();
    this.#lastPress = this.#lastPress.then(() => this.#nudge(subject, steps));
  }

  async #nudge(subject: ParameterSubject, steps: number): Promise<void> {
    const edit = await LiveEdit.begin(this.#ask, subject);
    const text = await edit?.nudged(edit.start, steps);
    if (edit && text !== undefined && (await edit.commit(text))) this.#actions.onWritten(text);
  }
}
