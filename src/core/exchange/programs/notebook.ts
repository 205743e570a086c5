import { partial } from '../../math/expression';
import { forwardEquations } from '../../math/forwardEquations';
import { listGradients, parametersOf } from '../../math/gradientList';
import { latexStyle } from '../../math/latex';
import { createNames } from '../../math/names';
import { print } from '../../math/printer';
import { showHidden } from '../../network/hidden';
import type { Exported } from './exported';
import { headWords, shapeWords, updateWords } from './headWords';
import { isNamed, namedPython } from './namedPython';
import { loopProgram } from './loopProgram';
import { pythonLoops } from './pythonLoops';
import { writeMarkdown } from '../markdown';
import { text, type Block } from '../blocks';

/** A cell before it is written: its text, line by line. */
interface Cell {
  readonly type: 'markdown' | 'code';
  readonly lines: readonly string[];
}

const code = (...lines: readonly string[]): Cell => ({ type: 'code', lines });

function prose(...blocks: readonly Block[]): Cell {
  return { type: 'markdown', lines: writeMarkdown(blocks).trimEnd().split('\n') };
}

const heading = (words: string): Block => ({ kind: 'heading', level: 2, content: [text(words)] });
const paragraph = (words: string): Block => ({ kind: 'paragraph', content: [text(words)] });

/**
 * The worked example as a Jupyter notebook: formulas in Markdown, then the same in plain Python under the network's
 * own names: forward pass, gradients, one update, training, and the learning rates that the file compares.
 */
export function notebook(exported: Exported): string {
  return notebookDocument(isNamed(exported) ? namedCells(exported) : loopCells(exported));
}

/** nbformat 4.5, without outputs: whoever opens it runs it. */
function notebookDocument(cells: readonly Cell[]): string {
  const document = {
    cells: cells.map(({ type, lines }, n) => ({
      cell_type: type,
      id: `cell-${n + 1}`,
      metadata: {},
      ...(type === 'code' ? { execution_count: null, outputs: [] } : {}),
      source: lines.map((line, at) => (at < lines.length - 1 ? `${line}\n` : line)),
    })),
    metadata: {
      kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
      language_info: { name: 'python' },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

function titleCell(exported: Exported): Cell {
  const [title = '', ...rest] = headWords(exported, { names: isNamed(exported) });
  const { description } = exported.network;
  return prose(
    { kind: 'heading', level: 1, content: [text(title)] },
    ...(description === null ? [] : [paragraph(description)]),
    ...rest.map(paragraph),
    ...exported.network.layers.map((_, l) => paragraph(`${shapeWords(exported, l)}.`)),
  );
}

function namedCells(exported: Exported): Cell[] {
  const { network } = exported;
  const named = namedPython(exported);
  const { learningRate, epochs, optimizer } = network.training;
  const { lines } = named;
  const loss = lines.names.quantity({ kind: 'loss' });
  const gradientNames = Array.from(parametersOf(network), (subject) => lines.names.gradient(subject));
  return [
    titleCell(exported),
    code('import math', ...named.functions),
    prose(heading('The numbers'), paragraph('The samples, and weights and biases at the start.')),
    code(...named.samples, '', ...named.parameters),
    prose(heading('Forward pass'), ...forwardBlocks(exported)),
    code('# The first sample', ...named.firstSample, '', ...lines.forward, '', `print("${loss} =", ${loss})`),
    prose(heading('Gradients'), ...gradientBlocks(exported)),
    code(...lines.gradients, '', ...gradientNames.map((name) => `print("${name} =", ${name})`)),
    prose(
      heading('All samples'),
      paragraph(
        `The loss of the network is the ${network.reduction} of the losses of its samples, and so is each gradient.`,
      ),
    ),
    code(...named.gradients),
    prose(heading('Check'), paragraph('What Backprop has computed for these weights.')),
    code(...named.check),
    prose(heading('Update'), paragraph(`The rule: ${updateWords(optimizer)}.`)),
    code(...named.update),
    prose(heading('Training')),
    code(
      ...named.train,
      '',
      '',
      `history, weights = train(${learningRate}, ${epochs})`,
      'print("final loss", history[-1] if history else loss)',
    ),
    ...rateCells(exported),
  ];
}

/** The learning rates that the file compares, from the same start; drawn where matplotlib is there. */
function rateCells({ network }: Exported): Cell[] {
  const { sweep, training } = network;
  const at = sweep?.keys.indexOf('learningRate') ?? -1;
  if (!sweep || at < 0) return [];
  const rates = sweep.values[at]!.map(({ learningRate }) => learningRate ?? training.learningRate);
  return [
    prose(heading('Learning rates'), paragraph('The same start with each of them.')),
    code(
      `rates = [${rates.join(', ')}]`,
      `losses = {eta: train(eta, ${training.epochs})[0] for eta in rates}`,
      'for eta, history in losses.items():',
      '    print("learning rate", eta, "final loss", history[-1])',
    ),
    code(
      'try:',
      '    import matplotlib.pyplot as plt',
      'except ImportError:',
      '    print("matplotlib is not there: no picture")',
      'else:',
      '    for eta, history in losses.items():',
      '        plt.plot(history, label=f"η = {eta}")',
      '    plt.xlabel("epoch")',
      '    plt.ylabel("loss")',
      '    plt.legend()',
      '    plt.show()',
    ),
  ];
}

function forwardBlocks({ network }: Exported): Block[] {
  const style = latexStyle(createNames(network).latex);
  return forwardEquations(network).map(({ equation }) =>
    equationBlock(print(equation[0]!, style), print(equation.at(-1)!, style)),
  );
}

function gradientBlocks({ network }: Exported): Block[] {
  const names = createNames(network);
  const style = latexStyle(names.latex);
  const list = listGradients(network, parametersOf(network));
  return [
    ...list.deltas.map(({ delta, formula }) => equationBlock(names.latex(delta), print(formula, style))),
    ...list.gradients.map(({ subject, formula }) =>
      equationBlock(print(partial({ kind: 'loss' }, subject), style), print(formula, style)),
    ),
  ];
}

function equationBlock(left: string, right: string): Block {
  return {
    kind: 'step',
    title: null,
    equation: { left: showHidden(left), sides: [{ relation: '=', tex: showHidden(right) }] },
    words: [],
  };
}

/** A large network: lists and loops, cut where a reader would stop. */
function loopCells(exported: Exported): Cell[] {
  const program = loopProgram(exported, pythonLoops).trimEnd().split('\n');
  const start = program.findIndex((line) => !line.startsWith('#'));
  const main = program.findIndex((line) => line.startsWith('if __name__'));
  return [
    titleCell(exported),
    code(...program.slice(start, main).join('\n').trimEnd().split('\n')),
    prose(heading('Check and training')),
    code(...program.slice(main + 1).map((line) => line.trimStart())),
  ];
}
