import { sampleValues } from '../core/insight/sampleValues';
import { printView } from '../core/math/printView';
import { viewGradient } from '../core/math/view';
import { showHidden } from '../core/network/hidden';
import type { Subject } from '../core/network/subject';
import type { Asked } from './asked';
import type { ExplainCommand } from './explainArguments';
import { text } from './terminal';

/** The gradient of one sample's loss as one formula, at a level and in a form, in the notation asked for. */
export async function viewText(
  { command, ready }: Asked,
  subject: Subject,
  { level, form }: NonNullable<ExplainCommand['view']>,
): Promise<string> {
  const { network, names, model, dataset, parameters } = ready;
  const shown = command.sample ?? dataset.trainingIndices[0] ?? 0;
  const values = sampleValues(model, dataset, parameters, shown);
  const view = viewGradient(network, subject, level, form, values);
  const { note } = view;
  const print = (notation: 'latex' | 'unicode') =>
    printView(network, names, view, notation).map((one) => ({ ...one, text: showHidden(one.text) }));
  switch (command.to) {
    case 'unicode':
    case 'python':
      return text([
        ...print('unicode').flatMap((one) => [one.text, ...(one.shapes === null ? [] : [`  ${one.shapes}`])]),
        ...(note === null ? [] : ['', showHidden(note)]),
      ]);
    case 'latex':
      return text(
        print('latex').flatMap((one) => [
          ...(one.shapes === null ? [] : [`% ${one.shapes}`]),
          '\\[',
          `  ${one.text}`,
          '\\]',
        ]),
      );
    case 'markdown':
      return text(print('latex').flatMap((one) => ['$$', one.text, '$$', '']));
    case 'mathml': {
      const { toMathml } = await import('../typeset/mathml');
      return text(print('latex').map((one) => toMathml(one.text, true)));
    }
  }
}
