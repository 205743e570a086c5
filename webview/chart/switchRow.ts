import { h } from '../element';
import { checkbox, type Checkbox } from '../ui/controls';
import type { ChartChoices } from './chartChoices';
import { chartStrings } from './chartStrings';
import { isOn, type Switch } from './namedCurves';

/** A row of boxes, one for each curve that can be switched on and off. */
export class SwitchRow {
  readonly element = h('span', { class: 'switches', role: 'group', 'aria-label': chartStrings.shown });
  readonly #onToggle: (key: string) => void;
  #boxes: readonly Checkbox[] = [];
  #shown = '';

  constructor(onToggle: (key: string) => void) {
    this.#onToggle = onToggle;
  }

  show(switches: readonly Switch[], choices: ChartChoices): void {
    const state = JSON.stringify(switches);
    if (state !== this.#shown) {
      this.#shown = state;
      this.#boxes = switches.map(({ key, name }) =>
        checkbox(name, chartStrings.shownTooltip, () => {
          this.#onToggle(key);
        }),
      );
      this.element.replaceChildren(...this.#boxes.map(({ element }) => element));
    }
    switches.forEach((one, n) => this.#boxes[n]?.set(isOn(one, choices)));
  }
}
