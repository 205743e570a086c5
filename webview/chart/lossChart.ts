import type { NetworkView } from '../../src/protocol/panel';
import { h, setAttribute, setText } from '../element';
import { formatCount, formatNumber, visibleText } from '../format';
import type { RunState } from '../frame/runState';
import { sentences, statusSentence, strings } from '../strings';
import { checkbox, type Checkbox } from '../ui/controls';
import { LiveLoss } from './liveLoss';
import type { LossPlot, PlotData } from './lossPlot';
import { mergePicks } from './lossSeries';
import { LossTable } from './lossTable';
import { onThemeChange, readTheme } from './theme';
import { lossLimits, spansDecades, type Limits } from './ticks';

const PLOT_HEIGHT = 232;
/** Epochs that a page key moves the read-out, as a share of the run. */
const PAGE_SHARE = 0.1;

/** The loss of every epoch: a curve that grows while the run does, its read-out, and its twin. */
export class LossChart {
  readonly element = h('section', { class: 'loss', 'aria-label': strings.loss });
  readonly #onScale: (isLog: boolean) => void;
  readonly #value = h('p', { class: 'loss-value' });
  readonly #convention = h('p', { class: 'note' });
  readonly #readout = h('span', { class: 'readout', 'aria-hidden': 'true' });
  readonly #status = h('p', { class: 'run-status' });
  readonly #logToggle: Checkbox;
  readonly #host = h('div', { class: 'plot', 'data-redraws': 0 });
  readonly #none = h('p', { class: 'note no-run' }, strings.noRun);
  readonly #table = new LossTable();
  readonly #live = new LiveLoss();
  #plot: LossPlot | null = null;
  #isLoading = false;
  #run: RunState | null = null;
  #tableRun: RunState | null = null;
  #chosenLog: boolean | null;
  #redraws = 0;
  #frame = 0;
  #readAt: number | null = null;

  constructor(chosenLog: boolean | null, onScale: (isLog: boolean) => void) {
    this.#chosenLog = chosenLog;
    this.#onScale = onScale;
    this.#logToggle = checkbox(strings.logAxis, strings.logAxisTooltip, (isLog) => {
      this.#chosenLog = isLog;
      this.#onScale(isLog);
      this.#schedule();
    });
    this.element.append(
      h('div', { class: 'section-head' }, this.#value, this.#readout, this.#logToggle.element),
      this.#convention,
      this.#status,
      h('div', { class: 'plot-frame' }, this.#host, this.#none),
      this.#table.element,
      this.#live.element,
    );
    this.#host.addEventListener('keydown', (event) => {
      this.#press(event);
    });
    this.#host.addEventListener('blur', () => {
      this.#read(null);
    });
    new ResizeObserver(() => {
      this.#schedule();
    }).observe(this.#host);
    onThemeChange(() => {
      this.#schedule();
    });
  }

  showNetwork(network: NetworkView | null): void {
    const loss = network?.loss;
    setText(this.#value, loss ? sentences.lossIs(visibleText(loss.text), formatNumber(loss.value)) : '');
    const penalty = loss && loss.penalty !== 0 ? ` · ${sentences.penalty(formatNumber(loss.penalty))}` : '';
    setText(this.#convention, network ? visibleText(network.lossConvention) + penalty : '');
  }

  /** Shows a run; `from` is the first index of its history that may have changed since the last call. */
  showRun(run: RunState | null, from: number): void {
    this.#run = run;
    if (run !== this.#tableRun) {
      this.#tableRun = run;
      this.#table.clear();
      this.#read(null);
    }
    if (run) this.#table.update(run.losses, run.testLosses, run.every, from);
    this.#table.element.hidden = run === null || run.losses.length === 0;
    this.#live.show(run);
    this.#showStatus(run);
    this.#schedule();
  }

  #showStatus(run: RunState | null): void {
    const epoch = formatCount(run?.epoch ?? 0);
    const parts: string[] = [];
    if (run?.isStale) parts.push(sentences.staleRun(epoch));
    if (run?.divergence && run.status === 'diverged') parts.push(visibleText(run.divergence.sentence));
    else if (run) parts.push(statusSentence(run.status, epoch) ?? '');
    if (run && run.every > 1) parts.push(sentences.everyEpoch(formatCount(run.every)));
    setText(this.#status, parts.filter((part) => part !== '').join(' · '));
    setAttribute(this.#status, 'data-status', run?.status);
    this.#status.classList.toggle('is-stale', run?.isStale ?? false);
  }

  /** Another moment of the run is on show: its hairline moves. */
  showMoment(): void {
    this.#schedule();
  }

  #schedule(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw(): void {
    const run = this.#run;
    const hasCurve = run !== null && run.losses.length > 0;
    this.#none.hidden = hasCurve;
    this.#host.hidden = !hasCurve;
    const extent = hasCurve ? run.extent : null;
    const isLog =
      extent !== null && extent.least > 0 && (this.#chosenLog ?? spansDecades(extent.least, extent.greatest));
    this.#logToggle.set(isLog);
    this.#logToggle.element.disabled = extent === null || extent.least <= 0;
    if (!hasCurve) return;
    this.#describe(run);
    const width = Math.floor(this.#host.clientWidth);
    if (width === 0) return;
    const limits = extent ? lossLimits(extent.least, extent.greatest, isLog) : { min: 0, max: 1 };
    const data = this.#data(run, width, isLog, limits);
    if (this.#plot) {
      this.#plot.resize(width, PLOT_HEIGHT);
      this.#plot.show(data);
      this.#plot.point(this.#readAt === null ? null : this.#readAt * run.every);
    } else void this.#load(width, data);
  }

  async #load(width: number, data: PlotData): Promise<void> {
    if (this.#isLoading) return;
    this.#isLoading = true;
    const { LossPlot: Plot } = await import('./lossPlot');
    this.#plot = new Plot(this.#host, width, PLOT_HEIGHT, data, {
      onDraw: () => {
        this.#redraws += 1;
        setAttribute(this.#host, 'data-redraws', this.#redraws);
      },
      onPoint: (x) => {
        const current = this.#run;
        if (!current || this.#host.contains(document.activeElement)) return;
        this.#readOut(x === null ? null : Math.round(x / current.every));
      },
    });
    this.#schedule();
  }

  #data(run: RunState, width: number, isLog: boolean, limits: Limits): PlotData {
    const indices = mergePicks(
      run.losses.pick(width),
      run.testLosses.length > 0 ? run.testLosses.pick(width) : [],
    );
    const drawable = (value: number): number | null =>
      Number.isFinite(value) && (!isLog || value > 0) ? value : null;
    const theme = readTheme(this.#host);
    const last = run.losses.length - 1;
    const end = (series: RunState['losses'], name: string, color: string): PlotData['marks']['ends'] => {
      const y = series.at(last);
      return Number.isFinite(y)
        ? [{ x: last * run.every, y, label: `${name} ${formatNumber(y)}`, color }]
        : [];
    };
    return {
      x: indices.map((index) => index * run.every),
      loss: indices.map((index) => drawable(run.losses.at(index))),
      testLoss: indices.map((index) => drawable(run.testLosses.at(index))),
      xLimits: [
        0,
        Math.max(1, run.status === 'running' ? run.epochs : Math.max(run.epoch, last * run.every)),
      ],
      yLimits: [limits.min, limits.max],
      marks: {
        theme,
        isLog,
        epoch: run.moment.epoch,
        epochLabel: `${strings.epoch} ${formatCount(run.moment.epoch)}`,
        ends: [
          ...end(run.losses, strings.loss.toLowerCase(), theme.loss),
          ...end(run.testLosses, strings.testLoss.toLowerCase(), theme.testLoss),
        ],
        isDiverged: run.status === 'diverged',
      },
    };
  }

  /** The plot is a slider over the epochs for the keyboard and for screen readers. */
  #describe(run: RunState): void {
    const last = run.losses.length - 1;
    const at = Math.min(this.#readAt ?? last, last);
    setAttribute(this.#host, 'role', 'slider');
    setAttribute(this.#host, 'tabindex', 0);
    setAttribute(this.#host, 'aria-label', strings.lossReadout);
    setAttribute(this.#host, 'aria-valuemin', 0);
    setAttribute(this.#host, 'aria-valuemax', last * run.every);
    setAttribute(this.#host, 'aria-valuenow', at * run.every);
    setAttribute(this.#host, 'aria-valuetext', this.#sentence(run, at));
  }

  #sentence(run: RunState, index: number): string {
    const epoch = formatCount(index * run.every);
    const loss = formatNumber(run.losses.at(index));
    return run.testLosses.length > 0
      ? sentences.readoutTest(epoch, loss, formatNumber(run.testLosses.at(index)))
      : sentences.readout(epoch, loss);
  }

  #press(event: KeyboardEvent): void {
    const run = this.#run;
    if (!run || event.ctrlKey || event.metaKey || event.altKey) return;
    const last = run.losses.length - 1;
    const at = this.#readAt ?? last;
    const page = Math.max(1, Math.round(PAGE_SHARE * last));
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: at - 1,
      ArrowDown: at - 1,
      ArrowRight: at + 1,
      ArrowUp: at + 1,
      PageUp: at + page,
      PageDown: at - page,
      Home: 0,
      End: last,
    };
    const to = Object.hasOwn(moves, event.key) ? moves[event.key] : undefined;
    if (to === undefined) return;
    event.preventDefault();
    this.#read(Math.min(last, Math.max(0, to)));
  }

  /** Reads the curve at an index of the history by the keyboard; null ends the reading. */
  #read(index: number | null): void {
    this.#readAt = index;
    this.#readOut(index);
    const run = this.#run;
    if (!run || run.losses.length === 0) return;
    this.#describe(run);
    this.#plot?.point(index === null ? null : index * run.every);
  }

  #readOut(index: number | null): void {
    const run = this.#run;
    const isInside = run !== null && index !== null && index >= 0 && index < run.losses.length;
    setText(this.#readout, isInside ? this.#sentence(run, index) : '');
  }
}
