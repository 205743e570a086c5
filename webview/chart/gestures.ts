import { ZOOM_STEP } from './zoom';

/** What a person does with the plot; places are in CSS pixels from the left edge of its area. */
export interface GestureEvents {
  /** Zooms by a factor about a place; null: about the middle. */
  readonly onZoom: (factor: number, left: number | null) => void;
  /** Moves by so many pixels. */
  readonly onPan: (pixels: number) => void;
  /** A stretch is being drawn; both null: no more. */
  readonly onBand: (from: number | null, to: number | null) => void;
  /** A stretch was drawn, to be shown alone. */
  readonly onSelect: (from: number, to: number) => void;
  readonly onClick: (left: number) => void;
  readonly onReset: () => void;
}

/** A press that moves less is a click. */
const CLICK_PX = 4;
/** So far the wheel turns for one step of zooming, about. */
const WHEEL_STEP = 100;
/** A second click within this time makes it a double click. */
const DOUBLE_MS = 250;

/**
 * Hears mouse and wheel on the area of a plot. The wheel zooms with Ctrl (a pinch arrives so, too), or where `hasFocus`
 * says that a person is at the chart: else it scrolls the page.
 */
export function listenToGestures(area: HTMLElement, hasFocus: () => boolean, events: GestureEvents): void {
  const leftOf = ({ clientX }: MouseEvent): number => clientX - area.getBoundingClientRect().left;
  let press: { readonly left: number; last: number; readonly isPan: boolean; isMoved: boolean } | null = null;
  let click: ReturnType<typeof setTimeout> | undefined;

  area.addEventListener(
    'wheel',
    (event) => {
      if (!(event.ctrlKey || event.metaKey || hasFocus())) return;
      event.preventDefault();
      events.onZoom(ZOOM_STEP ** (event.deltaY / WHEEL_STEP), leftOf(event));
    },
    { passive: false },
  );
  area.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    const left = leftOf(event);
    press = { left, last: left, isPan: event.shiftKey, isMoved: false };
    area.setPointerCapture(event.pointerId);
  });
  area.addEventListener('pointermove', (event) => {
    if (!press) return;
    const left = leftOf(event);
    if (Math.abs(left - press.left) >= CLICK_PX) press.isMoved = true;
    if (!press.isMoved) return;
    if (press.isPan) events.onPan(press.last - left);
    else events.onBand(press.left, left);
    press.last = left;
  });
  area.addEventListener('pointerup', (event) => {
    const ended = press;
    press = null;
    if (!ended) return;
    const left = leftOf(event);
    if (!ended.isMoved) {
      clearTimeout(click);
      click = setTimeout(() => {
        events.onClick(left);
      }, DOUBLE_MS);
    }
    if (ended.isMoved && !ended.isPan) {
      events.onBand(null, null);
      events.onSelect(Math.min(ended.left, left), Math.max(ended.left, left));
    }
  });
  area.addEventListener('pointercancel', () => {
    press = null;
    events.onBand(null, null);
  });
  area.addEventListener('dblclick', () => {
    clearTimeout(click);
    events.onReset();
  });
}
