import { say } from '../../words/say';
import type { Words } from '../mistakes';
import type { Mistake } from '../written';
import type { StepCauseCode } from './hypothesis';
import type { StepNumbers } from './stepNumbers';

/** A factor that a loss, a gradient or an update can have by mistake. */
export interface Factor {
  readonly code: StepCauseCode;
  readonly message: string;
  readonly factor: number;
}

interface Part {
  readonly mistake: Mistake;
  readonly factor: number;
}

/**
 * 2 and ½, the number of samples N, that of outputs n, the sign, and combinations: single ones first. PyTorch's
 * MSELoss for ½ Σ (y − t)² is a mean over the outputs without ½.
 */
export function factorsOf({ network, model, indices }: StepNumbers, words: Words): readonly Factor[] {
  const { reduction, loss } = network;
  const samples = indices.length;
  const outputs = model.outputUnits;
  const isMean = loss.type !== 'halfSquaredError' && loss.type !== 'categoricalCrossEntropy';
  const ofSamples: Part[] =
    samples < 2
      ? []
      : reduction === 'mean'
        ? [{ mistake: words.sumForMean(String(samples), say('the batch')), factor: samples }]
        : [{ mistake: words.meanForSum(String(samples), say('the batch')), factor: 1 / samples }];
  const ofOutputs: Part[] =
    outputs < 2
      ? []
      : isMean
        ? [{ mistake: words.sumForMean(String(outputs), say('the outputs')), factor: outputs }]
        : [{ mistake: words.meanForSum(String(outputs), say('the outputs')), factor: 1 / outputs }];
  const ofTwo: Part[] = [
    { mistake: words.factorTwo(true), factor: 2 },
    { mistake: words.factorTwo(false), factor: 0.5 },
  ];
  const sign: Part = { mistake: words.sign(), factor: -1 };
  const pairs = (a: readonly Part[], b: readonly Part[]): Part[][] =>
    a.flatMap((one) => b.map((two) => [one, two]));
  const all: Part[][] = [
    ...[...ofSamples, ...ofOutputs, ...ofTwo, sign].map((one) => [one]),
    ...pairs(ofSamples, ofOutputs),
    ...pairs(ofSamples, ofTwo),
    ...pairs(ofOutputs, ofTwo),
    ...pairs(ofSamples, ofOutputs).flatMap((pair) => ofTwo.map((one) => [...pair, one])),
  ];
  return all
    .map((parts) => ({
      code: parts[0]!.mistake.code as StepCauseCode,
      message: parts.map(({ mistake }) => mistake.message).join(' '),
      factor: parts.reduce((product, { factor }) => product * factor, 1),
    }))
    .filter(({ factor }) => factor !== 1);
}
