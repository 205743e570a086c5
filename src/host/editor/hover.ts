import * as vscode from 'vscode';
import { createLayout, parameterIndex } from '../../core/engine/layout';
import { compareGradients, type GradientComparison } from '../../core/insight/gradientCheck';
import { explain, type Explanation } from '../../core/insight/explanation';
import { placeOf, sampleAt, subjectAt } from '../../core/network/places';
import type { Subject } from '../../core/network/subject';
import { lossLines } from '../../core/language/lossNumbers';
import { unitLines } from '../../core/language/unitNumbers';
import type { GoodNetwork, NetworkDocuments, NetworkState } from '../documents';
import { commands, networkSelector } from '../ids';
import { toRange } from '../reveal';
import { numericGradientSteps } from '../slicedEngine';
import { runInSlices, type Cancellation } from '../slices';
import { currentValues, type CurrentValues, type RunSource } from './currentValues';
import { hoverCard, type CardBlock, type CardContent } from './hoverCard';
import type { ShowDerivationArguments } from './showDerivation';

/** The card of the quantity under the mouse: its numbers, its derivation, and whether both gradients agree. */
export class HoverProvider implements vscode.HoverProvider, vscode.Disposable {
  readonly #documents: NetworkDocuments;
  readonly #runs: RunSource;
  readonly #registration: vscode.Disposable;
  readonly #shown = new vscode.EventEmitter<undefined>();

  /** A card with a derivation was asked for and made. */
  readonly onDidShow = this.#shown.event;

  constructor(documents: NetworkDocuments, runs: RunSource) {
    this.#documents = documents;
    this.#runs = runs;
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
    const content = await this.#content(good, document.uri, subject, sample, cancellation);
    if (!content || cancellation.isCancelled) return null;
    if (content.explanation) this.#shown.fire(undefined);
    const link: ShowDerivationArguments | null = content.explanation && {
      uri: document.uri.toString(),
      subject,
    };
    const place = placeOf(state.parsed, subject);
    const own = place && toRange(document, place);
    return new vscode.Hover(toMarkdown(hoverCard(content), link), own?.contains(position) ? own : range);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#shown.dispose();
  }

  /** Undefined where nobody waits for it any more. */
  async #content(
    good: GoodNetwork,
    uri: vscode.Uri,
    subject: Subject,
    sample: number | null,
    cancellation: Cancellation,
  ): Promise<CardContent | undefined> {
    const { network, symbols, model, dataset } = good;
    const run = this.#runs.get(uri);
    const values = currentValues(good, run);
    const card: CardContent = {
      network,
      symbols,
      subject,
      explanation: null,
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
      run: values.epoch === null ? null : { ...now, epoch: values.epoch },
      comparison,
      explanation: gradient === null ? null : explanationOf(good, values, subject, null),
    };
  }
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

/** Lines with the epoch that their numbers are of, where a run has trained. */
export function momentLines({ epoch }: CurrentValues, lines: readonly string[]): readonly string[] {
  return epoch === null || lines.length === 0
    ? lines
    : [...lines, vscode.l10n.t('after epoch {0} of the run', epoch)];
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
  if (!network.data) return 'Add "data" to the file to see gradients.';
  if (!dataset)
    return 'The data could not be read, so there are no gradients; the problem is marked at "data".';
  if (!evaluation) return 'The gradients are being computed.';
  return network.training.precision === 'float32'
    ? 'Computed in double precision; training is in float32.'
    : null;
}

/** In a file with errors nothing can be said of a number but where the first error is. */
function problemCard(document: vscode.TextDocument, { diagnostics }: NetworkState): vscode.MarkdownString {
  const error = diagnostics.find(({ severity }) => severity === 'error');
  const line = error ? ` in line ${document.positionAt(error.range.offset).line + 1}` : '';
  return appendWords(
    new vscode.MarkdownString(),
    `Gradients are shown again when the error${line} is mended.`,
  );
}

/** Names in the blocks come from the file: they enter as text and in code blocks only, never as Markdown. */
function toMarkdown(
  blocks: readonly CardBlock[],
  link: ShowDerivationArguments | null,
): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  markdown.supportHtml = false;
  markdown.isTrusted = { enabledCommands: [commands.showDerivation] };
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
    }
    markdown.appendMarkdown('\n\n');
  }
  if (link) markdown.appendMarkdown(`[Derivation](${commandLink(link)} "Show the derivation in the panel")`);
  return markdown;
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

function commandLink(argument: ShowDerivationArguments): string {
  // Parentheses would end the link's address.
  const encoded = encodeURIComponent(JSON.stringify([argument])).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `command:${commands.showDerivation}?${encoded}`;
}
