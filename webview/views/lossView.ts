import { LossChart } from '../chart/lossChart';
import type { RunState } from '../frame/runState';
import type { Shown, View, ViewContext } from './view';

/** The loss chart as a view. */
export class LossView implements View {
  readonly #chart: LossChart;
  #run: RunState | null = null;

  constructor({ kept, keep }: ViewContext) {
    this.#chart = new LossChart(typeof kept === 'boolean' ? kept : null, keep);
  }

  get element(): HTMLElement {
    return this.#chart.element;
  }

  show({ network, run }: Shown): void {
    this.#chart.showNetwork(network);
    // A network that changes while its run goes on has nothing new for the curve.
    if (run !== this.#run || run === null) this.#chart.showRun(run, 0);
    else this.#chart.showMoment();
    this.#run = run;
  }

  showProgress(run: RunState, from: number): void {
    this.#run = run;
    this.#chart.showRun(run, from);
  }
}
