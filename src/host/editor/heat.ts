import * as vscode from 'vscode';
import type { Evaluation } from '../../core/engine/evaluate';
import { isNetworkUri, type NetworkDocuments } from '../documents';
import { settings } from '../ids';
import { toRange } from '../reveal';
import { Throttle } from '../throttle';
import type { Typing } from '../typing';
import { currentValues, type RunSource } from './currentValues';
import { heatOf, largestSize, type Heat } from './heatLevel';
import { numbersBetween } from './numbersInView';

/** Colours are drawn anew at most so often, while training goes on and while a person scrolls. */
const refreshMs = 250;

/** More numbers than a screen holds, in tiny print too. */
const mostNumbers = 3000;

const signs: readonly Heat['sign'][] = ['positive', 'negative'];
const strengths: readonly Heat['strength'][] = [1, 2, 3];

/**
 * A number's look says its gradient: colour and the line below it the sign (whole: positive, dashed: negative), their
 * strength the size beside the largest of the file. A setting turns it on.
 */
export class HeatColours implements vscode.Disposable {
  readonly #documents: NetworkDocuments;
  readonly #runs: RunSource;
  readonly #types = new Map<string, vscode.TextEditorDecorationType>();
  readonly #refresh: Throttle;
  readonly #subscriptions: readonly vscode.Disposable[];
  /** The largest gradient of an evaluation, which is asked of all its numbers once. */
  readonly #largest = new WeakMap<Evaluation, number>();
  /** Editors that show some. */
  readonly #coloured = new WeakSet<vscode.TextEditor>();

  constructor(documents: NetworkDocuments, runs: RunSource, typing: Typing) {
    this.#documents = documents;
    this.#runs = runs;
    this.#refresh = new Throttle(
      () => {
        for (const editor of vscode.window.visibleTextEditors) this.#draw(editor);
      },
      refreshMs,
      typing.restsIn,
    );
    for (const sign of signs) {
      for (const strength of strengths)
        this.#types.set(`${sign} ${strength}`, decorationType(sign, strength));
    }
    const draw = (): void => {
      this.#refresh.call();
    };
    this.#subscriptions = [
      ...this.#types.values(),
      documents.onDidChange(draw),
      runs.onDidChange(draw),
      vscode.window.onDidChangeVisibleTextEditors(draw),
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => {
        if (isNetworkUri(textEditor.document.uri)) draw();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(settings.section)) draw();
      }),
    ];
    draw();
  }

  dispose(): void {
    this.#refresh.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #draw(editor: vscode.TextEditor): void {
    const { document } = editor;
    if (!isNetworkUri(document.uri)) return;
    const isOn = vscode.workspace
      .getConfiguration(settings.section, document)
      .get<boolean>(settings.heatEnabled, false);
    if (!isOn && !this.#coloured.has(editor)) return;
    const state = this.#documents.get(document.uri);
    // A newer text is being read: VS Code moves the colours along with the text until it has been.
    if (isOn && state?.version !== document.version) return;
    const ranges = new Map<string, vscode.Range[]>([...this.#types.keys()].map((key) => [key, []]));
    if (isOn && state?.good?.version === state?.version) this.#place(editor, ranges);
    for (const [key, type] of this.#types) editor.setDecorations(type, ranges.get(key)!);
    if (isOn) this.#coloured.add(editor);
    else this.#coloured.delete(editor);
  }

  #place({ document, visibleRanges }: vscode.TextEditor, ranges: ReadonlyMap<string, vscode.Range[]>): void {
    const good = this.#documents.get(document.uri)?.good;
    if (!good?.dataset) return;
    const { evaluation } = currentValues(good, this.#runs.get(document.uri));
    if (!evaluation) return;
    const largest = this.#largest.get(evaluation) ?? largestSize(evaluation.gradient);
    this.#largest.set(evaluation, largest);
    for (const { start, end } of visibleRanges) {
      const [from, to] = [document.offsetAt(start), document.offsetAt(end)];
      const numbers = numbersBetween(good.parsed.places, good.model.layout, from, to, mostNumbers);
      for (const { index, range } of numbers) {
        const heat = heatOf(evaluation.gradient[index]!, largest);
        if (heat) ranges.get(`${heat.sign} ${heat.strength}`)?.push(toRange(document, range));
      }
    }
  }
}

function decorationType(sign: Heat['sign'], strength: Heat['strength']): vscode.TextEditorDecorationType {
  const line = new vscode.ThemeColor(sign === 'positive' ? 'backprop.positive' : 'backprop.negative');
  const background = `backprop.heat.${sign}${strength}`;
  return vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor(background),
    // The colour of numbers in a theme is chosen for its plain background.
    color: new vscode.ThemeColor('editor.foreground'),
    borderColor: line,
    borderStyle: sign === 'positive' ? 'solid' : 'dashed',
    borderWidth: `0 0 ${strength}px 0`,
    ...(strength === 3
      ? { overviewRulerColor: line, overviewRulerLane: vscode.OverviewRulerLane.Right }
      : {}),
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
}
