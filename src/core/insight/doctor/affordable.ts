import type { SampledPatient } from './patient';

/** Up to so much work is done for one examination, in parameters times samples: about a second, in slices. */
export const examinationWork = 100_000_000;

/** What a sample costs beside its parameters, in parameters. */
const workOfSample = 1000;

/** Whether so many gradients over the training samples are little enough work. */
export function isAffordable(
  { model, dataset }: Pick<SampledPatient, 'model' | 'dataset'>,
  gradients = 1,
): boolean {
  const { parameterCount } = model.layout;
  return gradients * (parameterCount + workOfSample) * dataset.trainingIndices.length <= examinationWork;
}
