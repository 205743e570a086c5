import { basename, dirname, extname, join } from 'node:path';
import { drawNetwork } from '../core/exchange/diagram';
import { diagramSvg } from '../core/exchange/diagramSvg';
import { diagramTikz } from '../core/exchange/diagramTikz';
import { documentBlocks } from '../core/exchange/document';
import { writeLatexDocument } from '../core/exchange/latex';
import { writeMarkdown } from '../core/exchange/markdown';
import { parameterIndex } from '../core/engine/layout';
import { parametersOf } from '../core/math/gradientList';
import { shownDerivation, type Asked } from './asked';
import { bindingComment } from './binding';
import { lossWords, penaltyWords } from '../core/insight/lossWords';
import { reference, type OutputFile } from './outputFile';

/**
 * A worked example as the files of a document at `path`, with the diagram beside it as an SVG file of the same name:
 * a Markdown page that shows it, or a LaTeX source that draws the same in TikZ, because LaTeX includes no SVG.
 */
export function explainDocument(asked: Asked, path: string): OutputFile[] {
  const { command, ready, subject } = asked;
  const { network, model, dataset, parameters, file } = ready;
  const subjects = subject === null ? [...parametersOf(network)] : [subject];
  const sample = command.sample ?? dataset.trainingIndices[0] ?? 0;
  const penalty = penaltyWords(network);
  const title = network.name ?? basename(file).replace(/\.backprop\.json$/, '');
  const blocks = documentBlocks(
    {
      ...ready,
      title,
      conventions: [
        `Loss: ${lossWords(network, dataset)}`,
        ...(penalty === null ? [] : [`Penalty: ${penalty}`]),
      ],
      sample,
      derivations: subjects.map((one) => ({ ...shownDerivation(asked, one), network })),
    },
    command.shown,
  );
  const diagram = drawNetwork(network, (of) => parameters[parameterIndex(model.layout, of)]!);
  const binding = bindingComment(reference(file, path), command);
  const picture = pictureBeside(path);
  const svg = { path: picture, text: diagramSvg(diagram) };
  if (command.to === 'latex') {
    const text = writeLatexDocument({ blocks, picture: diagramTikz(diagram) });
    return [svg, { path, text: `${binding}\n${text}` }];
  }
  const page = writeMarkdown(blocks, {
    address: encodeURIComponent(basename(picture)).replace(/[()]/g, (sign) => (sign === '(' ? '%28' : '%29')),
    description: `${diagram.title}. ${diagram.description}`,
  });
  return [svg, { path, text: `${binding}\n\n${page}` }];
}

/** notes.md → notes.svg, in the same folder; never the page itself. */
function pictureBeside(path: string): string {
  const picture = join(dirname(path), `${basename(path, extname(path))}.svg`);
  return basename(picture) === basename(path) ? path + '.svg' : picture;
}
