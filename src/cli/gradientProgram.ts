import { ruleTitles } from '../core/insight/stepWords';
import { parameterIndex } from '../core/engine/layout';
import { pythonGradients, type ProgramSample } from '../core/math/pythonProgram';
import { grouped } from '../core/network/wording';
import type { Asked } from './asked';
import { bindingWords } from './binding';
import { reference } from './outputFile';
import { fileError } from './problem';

/** Numbers of inputs and targets that a program holds at most: more are a data file, not a program. */
const programNumbers = 100_000;

/** The gradients that are asked for as a Python program, or as one to be filled in. */
export function gradientProgram({ command, ready, subject }: Asked): string {
  const { network, model, dataset, parameters, file } = ready;
  const { sample, shown, out, names } = command;
  const isBlank = shown === 'worksheet';
  const indices = sample === null ? Array.from(dataset.trainingIndices) : [sample];
  const used = isBlank ? indices.slice(0, 1) : indices;
  const count = used.length * (dataset.inputUnits + dataset.targetUnits);
  if (count > programNumbers) {
    const message = `The samples have ${grouped(count)} numbers; a program holds at most ${grouped(programNumbers)}. Give --sample N.`;
    throw fileError(file, 'explain.size', message);
  }
  const numbers = {
    samples: used.map((index): ProgramSample => {
      const { inputs, targets, inputUnits, targetUnits } = dataset;
      return {
        inputs: inputs.subarray(index * inputUnits, (index + 1) * inputUnits),
        targets: targets.subarray(index * targetUnits, (index + 1) * targetUnits),
      };
    }),
    parameter: (of: Parameters<typeof parameterIndex>[1]) => parameters[parameterIndex(model.layout, of)]!,
  };
  // One sample's loss has no penalty.
  const training = { ...network.training, ...(sample === null ? {} : { l1: 0, l2: 0 }) };
  return pythonGradients({ ...network, training }, numbers, {
    head: [bindingWords(reference(file, out?.path ?? null), names)],
    isBlank,
    ...(subject === null ? {} : { subjects: [subject], title: (rule) => ruleTitles[rule]() }),
  });
}
