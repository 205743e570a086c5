import type { LearnedMap, PredictionPage } from '../../../src/protocol/views/learned';
import { onThemeChange } from '../../chart/theme';
import { h, setText } from '../../element';
import { formatCount, formatNumber, visibleText } from '../../format';
import { choice, type Choice } from '../../ui/controls';
import { dataTable, Twin } from '../dataTable';
import { Latest } from '../latest';
import type { Shown, View, ViewContext } from '../view';
import { ConfusionTable } from './confusionTable';
import { OutputCurve, xsOf } from './outputCurve';
import { HiddenMaps } from './hiddenMaps';
import { scaleOf } from './mapPainter';
import { inputsAt, OutputMap, type MapChoice } from './outputMap';
import { FIRST_ORDER, PredictionTable, type PredictionOrder } from './predictionTable';
import { learnedSentences, learnedStrings } from './strings';

/** Points along an input while numbers still change, and when they rest. */
const COARSE = 24;
const FINE = 96;
/** A wait that is shorter is not said. */
const BUSY_MS = 300;
/** Rows and columns of the map's table. */
const TABLE_SIZE = 8;

/** What the network has learned: the function it has become, its hidden units, and every sample. */
export class LearnedView implements View {
  readonly element = h('section', { class: 'learned', 'aria-label': learnedStrings.title });
  readonly #busy = h('p', { class: 'note busy', role: 'status' });
  readonly #function = h('section', { class: 'function' });
  readonly #heading = h('h2', {});
  readonly #readout = h('p', { class: 'note map-readout', 'aria-hidden': 'true' });
  readonly #legend = h('p', { class: 'note map-legend' });
  readonly #holder = h('div', {});
  readonly #twin = new Twin(learnedStrings.mapTable);
  readonly #map: OutputMap;
  readonly #curve: OutputCurve;
  readonly #hidden: HiddenMaps;
  readonly #predictions: PredictionTable;
  readonly #confusion = new ConfusionTable();
  readonly #none = h('p', { class: 'note' }, learnedStrings.noData);
  readonly #pickerHolder = h('span', { class: 'picker' });
  #picker: { readonly key: string; readonly choice: Choice<string> } | null = null;
  #shown: Shown | null = null;
  #newest: LearnedMap | null = null;
  /** The coarse map with its hidden units, which finer ones come without. */
  #coarse: LearnedMap | null = null;
  #choice: MapChoice | null = null;
  #order: PredictionOrder = FIRST_ORDER;
  #isBusy = false;
  #busyTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #maps: Latest<LearnedMap | null>;
  readonly #fine: Latest<LearnedMap | null>;
  readonly #pages: Latest<PredictionPage | null>;

  constructor(context: ViewContext) {
    this.#map = new OutputMap(this.#readout);
    this.#curve = new OutputCurve(this.#readout);
    this.#hidden = new HiddenMaps(context.select);
    this.#predictions = new PredictionTable(
      (order) => {
        this.#order = order;
        this.#pages.ask();
      },
      (sample) => void context.ask('showSample', { sample }),
    );
    this.#maps = new Latest(
      (signal) => context.ask('learnedMap', { size: COARSE, hasHidden: true }, signal),
      (map) => {
        this.#coarse = map;
        this.#showMap(map);
        // While a run goes on the next coarse map is already on its way.
        if (map && this.#shown?.run?.status !== 'running') this.#fine.ask();
      },
    );
    this.#fine = new Latest(
      (signal) => context.ask('learnedMap', { size: FINE, hasHidden: false }, signal),
      (map) => {
        if (map) this.#showMap(map);
      },
    );
    this.#pages = new Latest(
      (signal) => {
        const { page, key, isDescending } = this.#order;
        return context.ask('learnedPredictions', { page, key, isDescending }, signal);
      },
      (page) => {
        this.#showPage(page);
      },
      (isBusy) => {
        this.#setBusy(isBusy);
      },
    );
    this.#function.append(
      h('div', { class: 'section-head' }, this.#heading, this.#pickerHolder),
      h('div', { class: 'function-parts' }, this.#holder, this.#hidden.element),
      this.#readout,
      this.#legend,
      this.#twin.element,
    );
    this.element.append(
      this.#busy,
      this.#function,
      this.#confusion.element,
      this.#predictions.element,
      this.#none,
    );
    this.#function.hidden = true;
    this.#none.hidden = true;
    this.#confusion.element.hidden = true;
    this.#predictions.element.hidden = true;
    context.on('learnedProgress', ({ done, of }) => {
      if (this.#isBusy) setText(this.#busy, learnedSentences.computing(formatCount(done), formatCount(of)));
    });
    onThemeChange(() => {
      this.#map.paint();
      this.#hidden.paint();
    });
  }

  show(shown: Shown): void {
    const isNew = shown.network !== this.#shown?.network || shown.isUsable !== this.#shown.isUsable;
    const hasEnded = this.#shown?.run?.status === 'running' && shown.run?.status !== 'running';
    this.#shown = shown;
    this.#hidden.show(this.#coarse, shown.selection);
    if (!shown.network || !shown.isUsable || (!isNew && !hasEnded)) return;
    // A finer map of numbers that have gone by is not waited for.
    this.#fine.cancel();
    this.#maps.ask();
    this.#pages.ask();
  }

  hide(): void {
    for (const asked of [this.#maps, this.#fine, this.#pages]) asked.cancel();
    // What is shown again may be about other numbers.
    this.#shown = null;
  }

  /** What is there at once is not announced. */
  #setBusy(isBusy: boolean): void {
    this.#isBusy = isBusy;
    clearTimeout(this.#busyTimer);
    if (!isBusy) setText(this.#busy, '');
    else
      this.#busyTimer = setTimeout(() => {
        setText(this.#busy, learnedStrings.computing);
      }, BUSY_MS);
  }

  #showMap(map: LearnedMap | null): void {
    this.#newest = map;
    this.#function.hidden = map === null;
    this.#hidden.show(this.#coarse, this.#shown?.selection ?? null);
    if (!map) return;
    const isCurve = map.axes.length === 1;
    setText(this.#heading, isCurve ? learnedStrings.functionHeading : learnedStrings.regionsHeading);
    const part = isCurve ? this.#curve.element : this.#map.element;
    if (this.#holder.firstElementChild !== part) this.#holder.replaceChildren(part);
    if (isCurve) this.#curve.show(map);
    else this.#map.show(map, this.#showPicker(map));
    if (isCurve) this.#pickerHolder.replaceChildren();
    setText(this.#legend, legendOf(map, isCurve ? null : this.#showPicker(map), this.#coarse?.leftOut ?? 0));
    this.#twin.show(() => [isCurve ? curveTable(map) : mapTable(map, this.#showPicker(map))]);
  }

  /** Offers the outputs, and the class where there are classes; says what is chosen. */
  #showPicker(map: LearnedMap): MapChoice {
    const hasClasses = map.classes !== null && map.classes.threshold === null;
    const options: [string, string][] = map.outputs.map(({ text }, k) => [String(k), visibleText(text)]);
    if (hasClasses) options.unshift(['class', learnedStrings.largestOutput]);
    const key = JSON.stringify(options);
    if (options.length < 2) {
      this.#picker = null;
      this.#pickerHolder.replaceChildren();
      return 0;
    }
    if (this.#picker?.key !== key) {
      const picker = choice(
        learnedStrings.shownOutput,
        learnedStrings.shownOutputTooltip,
        options,
        (value) => {
          this.#choice = value === 'class' ? 'class' : Number(value);
          if (this.#newest) this.#showMap(this.#newest);
        },
      );
      this.#picker = { key, choice: picker };
      this.#choice = null;
      this.#pickerHolder.replaceChildren(
        h('span', { class: 'setting-name' }, learnedStrings.shownOutput),
        picker.element,
      );
    }
    this.#choice ??= hasClasses ? 'class' : 0;
    this.#picker.choice.set(String(this.#choice));
    return this.#choice;
  }

  #showPage(page: PredictionPage | null): void {
    this.#none.hidden = page !== null;
    this.#predictions.element.hidden = page === null;
    this.#confusion.show(page?.confusion ?? null);
    if (page) this.#predictions.show(page, this.#order);
  }
}

/** What the signs and colours of the picture say, in words. */
function legendOf(map: LearnedMap, chosen: MapChoice | null, leftOut: number): string {
  const { classes, points, outputs } = map;
  const parts: string[] = [];
  if (classes && chosen !== null) {
    const signs = classes.names.map(
      (name, n) => `${learnedSentences.shape(n)} ${learnedSentences.isClass(visibleText(name))}`,
    );
    parts.push(`${signs.join(', ')}.`);
    parts.push(
      chosen === 'class' || classes.threshold === null
        ? chosen === 'class'
          ? learnedSentences.classBoundary
          : ''
        : learnedSentences.boundary(formatNumber(classes.threshold)),
    );
  }
  if (typeof chosen === 'number') {
    const values = outputs[chosen]?.values ?? new Float64Array();
    const { least, middle, greatest } = scaleOf(values, classes !== null);
    parts.push(
      `${learnedSentences.scale(visibleText(outputs[chosen]?.text ?? ''), formatNumber(least, 3), formatNumber(greatest, 3))}.`,
    );
    if (!classes) parts.push(learnedSentences.boundary(formatNumber(middle, 3)));
  }
  if (points && points.samples.length < points.sampleCount)
    parts.push(
      learnedSentences.someSamples(formatCount(points.samples.length), formatCount(points.sampleCount)),
    );
  if (points?.isTest.includes(1)) parts.push(learnedSentences.hollow);
  if (leftOut > 0) parts.push(learnedSentences.leftOut(formatCount(leftOut)));
  return parts.filter((part) => part !== '').join(' ');
}

function curveTable(map: LearnedMap): HTMLElement {
  const step = Math.max(1, Math.floor((map.size - 1) / (2 * TABLE_SIZE)));
  const indices = Array.from({ length: map.size }, (_, n) => n).filter((n) => n % step === 0);
  const xs = xsOf(map);
  return dataTable(learnedStrings.functionHeading, [
    { heading: map.axes[0]?.text ?? '', numbers: indices.map((n) => xs[n] ?? NaN) },
    ...map.outputs.map(({ text, values }) => ({
      heading: text,
      numbers: indices.map((n) => values[n] ?? NaN),
    })),
  ]);
}

/** The chosen output at some cells: the second input downwards from its greatest, the first across. */
function mapTable(map: LearnedMap, chosen: MapChoice): HTMLElement {
  const k = chosen === 'class' ? 0 : chosen;
  const { text = '', values } = map.outputs[k] ?? {};
  const step = map.size / TABLE_SIZE;
  const cells = Array.from({ length: TABLE_SIZE }, (_, n) => Math.floor((n + 0.5) * step));
  const [first, second] = map.axes;
  const rows = [...cells].reverse();
  return dataTable(learnedSentences.tableOf(visibleText(text)), [
    {
      heading: `${second?.text ?? ''} \\ ${first?.text ?? ''}`,
      numbers: rows.map((row) => inputsAt(map, row * map.size)[1] ?? NaN),
    },
    ...cells.map((column) => ({
      heading: formatNumber(inputsAt(map, column)[0] ?? NaN, 3),
      numbers: rows.map((row) => values?.[row * map.size + column] ?? NaN),
    })),
  ]);
}
