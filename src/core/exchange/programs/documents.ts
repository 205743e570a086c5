import { parameterIndex } from '../../engine/layout';
import { explain } from '../../insight/explanation';
import { lossWords, penaltyWords } from '../../insight/lossWords';
import { parametersOf } from '../../math/gradientList';
import { showHidden } from '../../network/hidden';
import { createSymbols } from '../../network/symbols';
import { drawNetwork, type Diagram } from '../diagram';
import { diagramSvg } from '../diagramSvg';
import { diagramTikz } from '../diagramTikz';
import { documentBlocks } from '../document';
import { engineRemark, writeLatexDocument } from '../latex';
import { writeMarkdown } from '../markdown';
import type { Exported } from './exported';

export function exportedDiagram({ network, model, parameters }: Exported): Diagram {
  return drawNetwork(network, (of) => parameters[parameterIndex(model.layout, of)]!);
}

/** The diagram as a LaTeX document of its own size, which \includegraphics takes when it is compiled. */
export function tikzFile(exported: Exported): string {
  const picture = diagramTikz(exportedDiagram(exported));
  return [
    ...engineRemark(picture),
    `% ${showHidden(exported.title)}, made by Backprop from ${showHidden(exported.source)}`,
    '\\documentclass[tikz]{standalone}',
    '\\usepackage{amsmath,amssymb}',
    '\\begin{document}',
    picture,
    '\\end{document}',
    '',
  ].join('\n');
}

/** A sheet of exercises, with nothing that is to be found, or one with every step and its numbers. */
export type Sheet = 'worksheet' | 'answers';

function blocksOf(exported: Exported, sheet: Sheet): ReturnType<typeof documentBlocks> {
  const { network, model, dataset, parameters, title, check } = exported;
  const symbols = createSymbols(network);
  const context = {
    network,
    symbols,
    model,
    dataset,
    parameters,
    gradient: check.gradient,
    mayTakeLong: false,
  };
  const penalty = penaltyWords(network);
  return documentBlocks(
    {
      network,
      model,
      dataset,
      parameters,
      title,
      conventions: [
        `Loss: ${lossWords(network, dataset)}`,
        ...(penalty === null ? [] : [`Penalty: ${penalty}`]),
      ],
      sample: dataset.trainingIndices[0] ?? 0,
      derivations: Array.from(parametersOf(network), (subject) => ({
        network,
        explanation: explain(context, subject, null),
        isOfBatch: dataset.trainingIndices.length > 1,
      })),
    },
    sheet,
  );
}

/** What a document says it is about, so that `backprop verify` finds the network beside it. */
const binding = (source: string): string => `backprop: ${showHidden(source).replace(/--+>/g, '⟩')}`;

/** @param picture the name of the SVG file of the diagram, in the same folder. */
export function markdownSheet(exported: Exported, sheet: Sheet, picture: string): string {
  const diagram = exportedDiagram(exported);
  const page = writeMarkdown(blocksOf(exported, sheet), {
    address: encodeURIComponent(picture).replace(/[()]/g, (sign) => (sign === '(' ? '%28' : '%29')),
    description: `${diagram.title}. ${diagram.description}`,
  });
  return `<!-- ${binding(exported.source)} -->\n\n${page}`;
}

export function latexSheet(exported: Exported, sheet: Sheet): string {
  const picture = diagramTikz(exportedDiagram(exported));
  return `% ${binding(exported.source)}\n${writeLatexDocument({ blocks: blocksOf(exported, sheet), picture })}`;
}

export function svgFile(exported: Exported): string {
  return diagramSvg(exportedDiagram(exported));
}
