import { evaluate } from '../core/engine/evaluate';
import { gradientTable, tableBlocks, tableText, type GradientTable } from '../core/exchange/gradientTable';
import { writeHtml } from '../core/exchange/html';
import { writeLatexEquations } from '../core/exchange/latex';
import { writeMarkdown } from '../core/exchange/markdown';
import type { Block } from '../core/exchange/blocks';
import { derivationBlocks, worksheetBlocks } from '../core/exchange/derivationBlocks';
import { createNames } from '../core/math/names';
import { findSubject } from '../core/network/findSubject';
import { withNaming, type Naming } from '../core/network/naming';
import { createSymbols } from '../core/network/symbols';
import { counted, grouped, quoted } from '../core/network/wording';
import { hasGradient, type GradientSubject } from '../core/verify/mine';
import type { ExplainCommand } from './explainArguments';
import { shownDerivation, type Asked } from './asked';
import { bindingComment } from './binding';
import { derivationText, worksheetText } from './derivationText';
import { explainDocument } from './explainDocument';
import { viewText } from './explainView';
import { headLines } from './headings';
import { jsonDocument } from './json';
import { readyNetwork, type ReadyNetwork } from './load';
import { mineOutput } from './mine';
import { reference, writeFiles, type OutputFile } from './outputFile';
import { refuseOverflow } from './overflow';
import { fileError } from './problem';
import { gradientProgram } from './gradientProgram';
import type { ShownDerivation } from './shownDerivation';
import { nearestSymbols, texSpelling } from './symbolSpelling';
import { plainStyle, type Style } from './style';
import { text, type Outcome, type Terminal } from './terminal';

/** Longer lists say nothing that a person could read, and longer documents are books. */
const listedGradients = 2_000;
const derivedGradients = 200;

/** The derivation of the loss by one symbol of a network file, or the list of all its gradients. */
export async function explainSymbol(command: ExplainCommand, { style }: Terminal): Promise<Outcome> {
  const { file, symbol, sample, out } = command;
  const inFile = readyNetwork(file);
  const ready = named(inFile, command.names);
  const { model, parameters, dataset } = ready;
  const subject = symbol === null ? null : subjectOf(inFile, ready, symbol);
  if (sample !== null && sample >= dataset.sampleCount) {
    const message = `There is no sample ${sample + 1}: the data has ${counted(dataset.sampleCount, 'sample')}.`;
    throw fileError(file, 'explain.sample', message);
  }
  if (subject !== null && command.mine !== null) {
    const { mine, json } = command;
    return { output: mineOutput(ready, subject, mine, json, style), errors: '', exitCode: 0 };
  }
  if (subject === null && command.isDocument) refuseMore(ready, derivedGradients, 'A document');
  if (subject === null) refuseMore(ready, listedGradients, 'A list');
  const indices = sample === null ? dataset.trainingIndices : Uint32Array.of(sample);
  const evaluation = evaluate(model, parameters, dataset, indices);
  refuseOverflow(ready, indices, evaluation);
  const asked: Asked = { command, ready, subject, evaluation };
  if (out === null) return { output: await answer(asked, style), errors: '', exitCode: 0 };
  const files: readonly OutputFile[] = command.isDocument
    ? explainDocument(asked, out.path)
    : [{ path: out.path, text: await answer(asked, plainStyle) }];
  writeFiles(files, out.mayReplace, file);
  return { output: text(files.map(({ path }) => `${path} was written.`)), errors: '', exitCode: 0 };
}

/** Throws a CommandError where a network has more parameters than can be told one by one. */
function refuseMore({ file, model }: ReadyNetwork, limit: number, what: string): void {
  const { parameterCount } = model.layout;
  if (parameterCount <= limit) return;
  const message = `${what} of all ${grouped(parameterCount)} gradients is too long; the limit is ${grouped(limit)}. Give a symbol.`;
  throw fileError(file, 'explain.size', message);
}

/** The network with other names for everything. */
function named(ready: ReadyNetwork, naming: Naming): ReadyNetwork {
  if (naming === 'file') return ready;
  const network = withNaming(ready.network, naming);
  const symbols = createSymbols(network);
  return { ...ready, network, symbols, names: createNames(network, symbols) };
}

/** What the symbol names: by the names that are shown, or else by those of the file. */
function subjectOf(inFile: ReadyNetwork, shown: ReadyNetwork, symbol: string): GradientSubject {
  const { file, network, names } = shown;
  const spellings = [symbol, texSpelling(symbol)];
  const found = [shown, inFile].flatMap((one) =>
    spellings.flatMap((spelling) => findSubject(one.network, one.symbols, spelling) ?? []),
  );
  const [subject] = found;
  if (!subject) {
    const near = nearestSymbols(network, symbol);
    const hint = near.length === 0 ? '' : ` The nearest are ${near.join(', ')}.`;
    throw fileError(file, 'explain.symbol', `The network has no symbol ${quoted(symbol)}.${hint}`);
  }
  if (!hasGradient(subject)) {
    const noun =
      subject.kind === 'target'
        ? 'a target'
        : subject.kind === 'loss'
          ? 'the loss itself'
          : 'a term of the loss';
    const message = `${names.unicode(subject)} is ${noun}, which has no gradient. Give a weight, bias, activation, input or the δ of a unit.`;
    throw fileError(file, 'explain.symbol', message);
  }
  return subject;
}

async function answer(asked: Asked, style: Style): Promise<string> {
  const { command, ready, subject } = asked;
  const { to, shown, out } = command;
  const isBlank = shown === 'worksheet';
  if (command.json) {
    return subject === null ? tableJson(tableOf(asked)) : derivationJson(shownDerivation(asked, subject));
  }
  if (subject !== null && command.view) return viewText(asked, subject, command.view);
  if (to === 'python') return gradientProgram(asked);
  const body = to === 'unicode' ? textOf(asked, isBlank, style) : await written(blocksOf(asked, isBlank), to);
  // A worksheet says which network it is about, so that what is filled in can be checked.
  return isBlank ? `${bindingComment(reference(ready.file, out?.path ?? null), command)}\n\n${body}` : body;
}

function tableOf({ command, ready, evaluation }: Asked): GradientTable {
  return gradientTable({ ...ready, gradient: evaluation.gradient }, command.sample);
}

function textOf(asked: Asked, isBlank: boolean, style: Style): string {
  const { ready, subject } = asked;
  if (subject !== null) {
    const derivation = shownDerivation(asked, subject);
    return isBlank ? worksheetText(derivation) : derivationText(derivation, style);
  }
  const head = isBlank ? [] : [...headLines(ready, style), ''];
  return text([...head, ...tableText(tableOf(asked), isBlank)]);
}

function blocksOf(asked: Asked, isBlank: boolean): Block[] {
  const { network } = asked.ready;
  if (asked.subject === null) return tableBlocks(network, tableOf(asked), isBlank);
  const derivation = { ...shownDerivation(asked, asked.subject), network };
  return isBlank ? worksheetBlocks(derivation) : derivationBlocks(derivation);
}

async function written(blocks: readonly Block[], to: 'latex' | 'markdown' | 'mathml'): Promise<string> {
  switch (to) {
    case 'latex':
      return writeLatexEquations(blocks);
    case 'markdown':
      return writeMarkdown(blocks);
    case 'mathml': {
      const { toMathml } = await import('../typeset/mathml');
      return writeHtml(blocks, toMathml);
    }
  }
}

function derivationJson({ explanation, isOfBatch }: ShownDerivation): string {
  const { symbol, subject, value, gradient, steps, contributions } = explanation;
  // Over several samples an activation has as many values, and so has a step that is of one sample.
  const isShared = !isOfBatch || subject.kind === 'weight' || subject.kind === 'bias';
  return jsonDocument({
    symbol,
    value: isShared ? value : null,
    gradient,
    steps: steps.map((step) => ({
      title: step.title,
      latex: step.latex,
      value: isOfBatch && step.isOfSample ? null : step.value,
    })),
    contributions: contributions.map(({ throughLatex, value: share }) => ({
      through: throughLatex,
      value: share,
    })),
  });
}

function tableJson({ gradients }: GradientTable): string {
  return jsonDocument({
    gradients: gradients.map(({ symbol, value, gradient, left, formula }) => ({
      symbol: symbol.latex,
      value,
      gradient,
      latex: `${left.latex} = ${formula.latex}`,
    })),
  });
}
