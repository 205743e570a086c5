import type { Exported } from './exported';
import { headWords } from './headWords';
import { loopProgram } from './loopProgram';
import { isNamed, namedPython } from './namedPython';
import { pythonLoops } from './pythonLoops';

/** Plain Python: a line for each quantity under the file's own names where there are few, else lists and loops. */
export function pythonExport(exported: Exported): string {
  if (!isNamed(exported)) return loopProgram(exported, pythonLoops);
  const { functions, samples, parameters, update, gradients, train, check } = namedPython(exported);
  const { epochs, learningRate } = exported.network.training;
  const lines = [
    ...headWords(exported, { names: true }).map((words) => pythonLoops.comment(words)),
    'import math',
    ...functions,
    '',
    '',
    '# Inputs and targets of each sample',
    ...samples,
    '',
    '# Weights and biases at the start',
    ...parameters,
    '',
    '',
    ...gradients,
    '',
    '',
    ...update,
    '',
    '',
    ...train,
    '',
    '',
    '# What Backprop has computed for these weights: the program checks itself by it',
    ...check,
    '',
    `history, weights = train(${learningRate}, ${epochs})`,
    'print("final loss", history[-1] if history else loss)',
  ];
  return `${lines.join('\n')}\n`;
}
