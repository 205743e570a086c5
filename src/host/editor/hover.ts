import * as vscode from 'vscode';
import { createLayout, parameterIndex } from '../../core/engine/layout';
import { compareGradients, type GradientComparison } from '../../core/insight/gradientCheck';
import { explain, type Explanation } from '../../core/insight/explanation';
import { placeOf, sampleAt, subjectAt } from '../../core/network/places';
import { showHidden } from '../../core/network/hidden';
import type { Subject } from '../../core/network/subject';
import { lossLines } from '../../core/language/lossNumbers';
import { unitLines } from '../../core/language/unitNumbers';
import type { GoodNetwork, NetworkDocuments, NetworkState } from '../documents';
import { networkSelector } from '../ids';
import { toRange } from '../reveal';
import { numericGradientSteps } from '../slicedEngine';
import { runInSlices, type Cancellation } from '../slices';
import type { WritingSettings } from '../writing';
import { currentValues, type CurrentValues, type RunSource } from './currentValues';
import { cardCommands, copyLinks, derivationLink, levelLinks, pinLink, type CardTarget } from './cardLinks';
import { formulaImage, imageMarkdown, inkOf } from './formulaImage';
import { formulaLines, type FormulaLines } from './formulaLines';
import { hoverCard, type CardBlock, type CardContent } from './hoverCard';
import type { Hovered } from '../hovered';
import type { Typesetter } from './typesetter';

export interface HoverServices {
  readonly documents: NetworkDocuments;
  readonly runs: RunSource;
  /** Which level and form a person wants to see gradients in. */
  readonly writing: WritingSettings;
  readonly typesetter: Typesetter;
  /** Hears what the mouse rests on. */
  readonly hovered: Pick<Hovered, 'set'>;
}

/**
 * A formula that has no picture by then is text alone, and has its picture in the next hover. The program that makes
 * pictures is not waited for; once it runs, a picture takes some 20 ms, and more only on a machine that is busy.
 */
const pictureMs = { first: 150, later: 600 } as const;

/** Wider pictures, in em, are for no hover. */
const widestPicture = 45;

/** VS Code cuts Markdown at 100,000 characters: so many are left to the pictures. */
const mostPictureCharacters = 80_000;

/** The card of the quantity under the mouse: its numbers, its derivation, and whether both gradients agree. */
export class HoverProvider implements vscode.HoverProvider, vscode.Disposable {
  readonly #documents: NetworkDocuments;
  readonly #runs: RunSource;
  readonly #writing: WritingSettings;
  readonly #typesetter: Typesetter;
  readonly #hovered: HoverServices['hovered'];
  readonly #registration: vscode.Disposable;
  readonly #shown = new vscode.EventEmitter<undefined>();

  /** A card with a derivation was asked for and made. */
  readonly onDidShow = this.#shown.event;

  constructor({ documents, runs, writing, typesetter, hovered }: HoverServices) {
    this.#documents = documents;
    this.#runs = runs;
    this.#writing = writing;
    this.#typesetter = typesetter;
    this.#hovered = hovered;
    this.#registration = vscode.languages.registerHoverProvider(networkSelector, this);
  }

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | null> {
    const state = await this.#documents.current(document);
    if (token.isCancellationRequested || document.version !== state.version) return null;
    const offset = document.offsetAt(position);
    const subject = subjectAt(state.parsed, offset);
    this.#hovered.set(document.uri, subject);
    if (!subject) return null;
    const range = document.getWordRangeAtPosition(position, /[^\s[\],{}"]+/);
    const { good } = state;
    if (good?.version !== state.version) return new vscode.Hover(problemCard(document, state), range);
    const cancellation = {
      get isCancelled() {
        return token.isCancellationRequested;
      },
    };
    const sample = sampleAt(state.parsed, offset);
    const values = currentValues(good, this.#runs.get(document.uri));
    const writing = this.#writing.current;
    const formulas = formulaLines(good, values.parameters, subject, sample, writing);
    const [pictures, content] = await Promise.all([
      this.#pictures(formulas, document.uri),
      cardContent(good, values, subject, sample, cancellation),
    ]);
    if (!content || cancellation.isCancelled) return null;
    if (content.explanation) this.#shown.fire(undefined);
    const markdown = toMarkdown(hoverCard({ ...content, formulas }), {
      pictures,
      levels: levelLinks({ document, position, subject }, writing.level),
    });
    appendLinks(markdown, { document, position, subject }, formulas !== null, content.explanation !== null);
    const place = placeOf(state.parsed, subject);
    const own = place && toRange(document, place);
    return new vscode.Hover(markdown, own?.contains(position) ? own : range);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#shown.dispose();
  }

  /** The addresses of the formulas' pictures in the theme's colour, by their TeX: those that there are in time. */
  async #pictures(formulas: FormulaLines | null, uri: vscode.Uri): Promise<ReadonlyMap<string, string>> {
    const images = new Map<string, string>();
    if (!formulas) return images;
    const ink = inkOf(vscode.window.activeColorTheme.kind);
    const textSize = vscode.workspace.getConfiguration('editor', uri).get<number>('fontSize', 14);
    let left = mostPictureCharacters;
    const all = formulas.lines.map(async ({ tex }) => {
      const picture = await this.#typesetter.set(tex);
      if (!picture || picture.width > widestPicture) return;
      const address = formulaImage(picture, ink, textSize);
      if (address.length > left) return;
      left -= address.length;
      images.set(tex, address);
    });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, this.#typesetter.isReady ? pictureMs.later : pictureMs.first);
    });
    await Promise.race([Promise.all(all), late]);
    clearTimeout(timer);
    // Pictures that come later are none of this hover's.
    return new Map(images);
  }
}

/** All of a card but its formulas; undefined where nobody waits for it any more. */
async function cardContent(
  good: GoodNetwork,
  values: CurrentValues,
  subject: Subject,
  sample: number | null,
  cancellation: Cancellation,
): Promise<CardContent | undefined> {
  const { network, symbols, model, dataset } = good;
  const card: CardContent = {
    network,
    symbols,
    subject,
    explanation: null,
    formulas: null,
    value: null,
    file: null,
    run: null,
    comparison: null,
    remark: remarkOf(good, values),
  };
  if (subject.kind === 'target' || subject.kind === 'lossTerm' || subject.kind === 'loss') {
    const more = subject.kind === 'loss' ? termLines(good, values) : [];
    return { ...card, value: givenValue(good, values, subject, sample), more };
  }
  if (subject.kind !== 'weight' && subject.kind !== 'bias') {
    const more = momentLines(values, wholeUnit(good, values, subject, sample));
    return { ...card, explanation: explanationOf(good, values, subject, sample), more };
  }
  const index = parameterIndex(createLayout(network), subject);
  const gradient = values.evaluation?.gradient[index] ?? null;
  const now = { value: values.parameters[index]!, gradient };
  const own = {
    value: good.parameters[index]!,
    gradient: good.evaluation()?.gradient[index] ?? null,
  };
  let comparison: GradientComparison | null = null;
  if (dataset && gradient !== null) {
    const steps = numericGradientSteps(model, values.parameters, dataset, dataset.trainingIndices, index);
    const numeric = await runInSlices(steps, cancellation);
    if (!numeric) return undefined;
    comparison = compareGradients(index, gradient, numeric);
  }
  return {
    ...card,
    file: own,
    run: values.moment === null ? null : { ...now, moment: values.moment },
    comparison,
    explanation: gradient === null ? null : explanationOf(good, values, subject, null),
  };
}

function explanationOf(
  { network, symbols, model, dataset }: GoodNetwork,
  { parameters, evaluation }: CurrentValues,
  subject: Subject,
  sample: number | null,
): Explanation | null {
  if (!dataset || !evaluation) return null;
  const context = { network, symbols, model, dataset, parameters, gradient: evaluation.gradient };
  return explain(context, subject, sample);
}

/** What the unit computes, and its weights. */
function wholeUnit(
  { network, symbols, model, dataset }: GoodNetwork,
  { parameters }: CurrentValues,
  subject: Exclude<Subject, { kind: 'weight' | 'bias' | 'target' | 'lossTerm' | 'loss' }>,
  sample: number | null,
): readonly string[] {
  const unit = subject.kind === 'delta' ? ({ ...subject, kind: 'preActivation' } as const) : subject;
  return unitLines({ network, symbols, model, dataset, parameters }, unit, sample);
}

/** The terms of the loss at the numbers shown. */
export function termLines(good: GoodNetwork, values: CurrentValues): readonly string[] {
  const { dataset } = good;
  if (!dataset || !values.evaluation) return [];
  return momentLines(values, lossLines(good, values.evaluation, dataset.trainingIndices.length));
}

/** Lines with the moment that their numbers are of, where a run has trained. */
export function momentLines({ moment }: CurrentValues, lines: readonly string[]): readonly string[] {
  return moment === null || lines.length === 0
    ? lines
    : [...lines, vscode.l10n.t('at {0} of the run', moment)];
}

/** The number of what has no gradient: a target of one sample, the loss and its terms over the batch. */
function givenValue(
  { dataset }: GoodNetwork,
  { evaluation }: CurrentValues,
  subject: Extract<Subject, { kind: 'target' | 'lossTerm' | 'loss' }>,
  sample: number | null,
): number | null {
  if (subject.kind === 'loss') return evaluation?.loss ?? null;
  if (subject.kind === 'lossTerm') return evaluation?.lossTerms[subject.k] ?? null;
  if (!dataset || sample === null) return null;
  return dataset.targets[sample * dataset.targetUnits + subject.k] ?? null;
}

/** Why there are no gradients, if there are none; else how they are computed, where training is another. */
function remarkOf({ network, dataset }: GoodNetwork, { evaluation }: CurrentValues): string | null {
  if (!network.data) return vscode.l10n.t('Add "data" to the file to see gradients.');
  if (!dataset)
    return vscode.l10n.t(
      'The data could not be read, so there are no gradients; the problem is marked at "data".',
    );
  if (!evaluation) return vscode.l10n.t('The gradients are being computed.');
  return network.training.precision === 'float32'
    ? vscode.l10n.t('Computed in double precision; training is in float32.')
    : null;
}

/** In a file with errors nothing can be said of a number but where the first error is. */
function problemCard(document: vscode.TextDocument, { diagnostics }: NetworkState): vscode.MarkdownString {
  const error = diagnostics.find(({ severity }) => severity === 'error');
  return appendWords(
    new vscode.MarkdownString(),
    error
      ? vscode.l10n.t(
          'Gradients are shown again when the error in line {0} is mended.',
          document.positionAt(error.range.offset).line + 1,
        )
      : vscode.l10n.t('Gradients are shown again when the error is mended.'),
  );
}

/**
 * Names in the blocks come from the file: they enter as text, in code blocks and in pictures only, never as Markdown.
 */
function toMarkdown(
  blocks: readonly CardBlock[],
  { pictures, levels }: { readonly pictures: ReadonlyMap<string, string>; readonly levels: string },
): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  markdown.supportHtml = false;
  markdown.isTrusted = { enabledCommands: cardCommands };
  for (const block of blocks) {
    switch (block.kind) {
      case 'head':
        appendWords(markdown.appendMarkdown('**'), block.strong).appendMarkdown('**');
        appendWords(markdown, block.text);
        break;
      case 'text':
        appendWords(markdown, block.text);
        break;
      case 'code':
        markdown.appendCodeblock(block.text, 'plaintext');
        break;
      case 'formula': {
        const address = pictures.get(block.line.tex);
        if (address === undefined) continue;
        markdown.appendMarkdown(imageMarkdown(showHidden(block.line.text), address));
        break;
      }
      case 'levels':
        markdown.appendMarkdown(levels);
        break;
    }
    markdown.appendMarkdown('\n\n');
  }
  return markdown;
}

function appendLinks(
  markdown: vscode.MarkdownString,
  target: CardTarget,
  hasFormula: boolean,
  isExplained: boolean,
): void {
  const links = [
    ...(isExplained ? [derivationLink(target), pinLink(target)] : []),
    ...(hasFormula ? [copyLinks(target)] : []),
  ];
  markdown.appendMarkdown(links.join(' · '));
}

/**
 * Text that is shown as it is. `appendText` would keep every space from breaking the line, and leaves what begins
 * HTML, an entity or an address; those go in as entities, all else through it.
 */
export function appendWords(markdown: vscode.MarkdownString, text: string): vscode.MarkdownString {
  for (const part of text.split(/([ <&:@]|(?<=www)\.)/i)) {
    if (part === ' ') markdown.appendMarkdown(' ');
    else if (/^[<&:@.]$/.test(part)) markdown.appendMarkdown(`&#${part.charCodeAt(0)};`);
    else if (part !== '') markdown.appendText(part);
  }
  return markdown;
}
