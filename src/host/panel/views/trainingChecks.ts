import type { Checks } from '../../../protocol/channel';
import { optimizerTypes, type TrainingChange, type TrainingRequests } from '../../../protocol/views/training';
import { isRecord, own, type Checked } from '../messageParts';

/** More than any number that somebody types. */
const longestNumber = 400;

function trainingChange(params: unknown): Checked<TrainingChange> {
  if (!isRecord(params)) return null;
  const [kind, text] = [own(params, 'kind'), own(params, 'text')];
  if (kind === 'learningRate') {
    return typeof text === 'string' && text.length <= longestNumber ? { value: { kind, text } } : null;
  }
  const type = optimizerTypes.find((one) => one === own(params, 'type'));
  return kind === 'optimizer' && type ? { value: { kind, type } } : null;
}

export const trainingChecks: Checks<{ readonly requests: TrainingRequests; readonly events: object }> = {
  setTraining: trainingChange,
};
