import { LossChart } from '../chart/lossChart';
import type { RunState } from '../frame/runState';
import type { Shown, View, ViewContext } from './view';

/** The loss chart as a view. */
export class LossView implements View {
  readonly #chart: LossChart;

  constructor({ ask, on, kept, keep }: ViewContext) {
    this.#chart = new LossChart(ask, kept, keep, (epoch) => void ask('showEpoch', { epoch }));
    on('runsKept', () => {
      this.#chart.refresh();
    });
  }

  get element(): HTMLElement {
    return this.#chart.element;
  }

  show({ network, run }: Shown): void {
    this.#chart.show(network, run);
    this.#chart.showMoment();
  }

  showProgress(run: RunState): void {
    this.#chart.showRun(run);
  }

  hide(): void {
    this.#chart.hide();
  }
}
