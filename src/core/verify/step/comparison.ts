import { parameterAt } from '../../engine/layout';
import { agreementOf, areSingle, relativeDifference, type Agreement } from './agreement';
import type { RecordedStep } from './recording';
import type { ComparedQuantity, StepDifference, StepQuantity } from './stepCheck';
import type { Outcome, StepNumbers } from './stepNumbers';

/** What was compared, and where it differs. */
interface Row {
  readonly compared: ComparedQuantity;
  readonly difference: StepDifference | null;
}

const order: readonly StepQuantity[] = ['loss', 'gradients', 'updated'];

/** A recording beside the numbers that it should have. */
export class Comparison {
  readonly #numbers: StepNumbers;
  readonly #step: RecordedStep;
  readonly #isSingle: boolean;

  constructor(numbers: StepNumbers, step: RecordedStep) {
    this.#numbers = numbers;
    this.#step = step;
    this.#isSingle = [step.start, step.gradients, step.updated].every(
      (part) => !part || areSingle(part.values),
    );
  }

  compare(): { readonly compared: readonly ComparedQuantity[]; readonly difference: StepDifference | null } {
    const { loss, gradient, updated } = this.#numbers;
    const all = [
      ...this.#loss(loss),
      ...this.#parameters('gradients', gradient),
      ...this.#parameters('updated', updated),
    ];
    return {
      compared: all.map(({ compared }) => compared),
      difference: all.find(({ difference }) => difference)?.difference ?? null,
    };
  }

  /**
   * How many quantities from `from` on an outcome explains without a gap, half a one less where it would make an earlier
   * one another than it is; 0: not even the first.
   */
  explained(outcome: Outcome, from: StepQuantity): number {
    const first = order.indexOf(from);
    let count = 0;
    for (const quantity of order.slice(first)) {
      const fits = this.#fits(outcome, quantity);
      if (fits === 'notRecorded') continue;
      if (fits !== 'fits') break;
      count++;
    }
    const isContradicted = order
      .slice(0, first)
      .some((quantity) => this.#fits(outcome, quantity) === 'differs');
    return count > 0 && isContradicted ? count - 0.5 : count;
  }

  #fits(outcome: Outcome, quantity: StepQuantity): 'notRecorded' | 'notSaid' | 'fits' | 'differs' {
    const { loss, gradient, updated } = outcome;
    const rows = ((): readonly Row[] | null => {
      switch (quantity) {
        case 'loss':
          return loss === undefined ? null : this.#loss(loss);
        case 'gradients':
          return gradient ? this.#parameters('gradients', gradient) : null;
        default:
          return updated ? this.#parameters('updated', updated) : null;
      }
    })();
    const step = this.#step;
    const isRecorded =
      quantity === 'loss' ? step.loss !== null : quantity === 'gradients' ? step.gradients : step.updated;
    if (!isRecorded) return 'notRecorded';
    if (!rows) return 'notSaid';
    return rows.every(({ difference }) => !difference) ? 'fits' : 'differs';
  }

  #loss(expected: number): readonly Row[] {
    const found = this.#step.loss;
    if (found === null) return [];
    // A program may count the penalty to the loss: what it minimises is the same.
    const wholes = [expected, expected + this.#numbers.penalty];
    const [first, second] = wholes.map((value) =>
      this.#agreement(Float64Array.of(value), Float64Array.of(found), Math.abs(value), null),
    );
    const agreement = first!.level !== 'differs' ? first! : second!.level !== 'differs' ? second! : first!;
    return [
      {
        compared: {
          quantity: 'loss',
          layer: null,
          part: null,
          count: 1,
          level: agreement.level,
          maxRelativeDifference: agreement.worst,
        },
        difference:
          agreement.level !== 'differs'
            ? null
            : {
                quantity: 'loss',
                layer: null,
                subject: null,
                expected,
                found,
                relativeDifference: relativeDifference(expected, found),
              },
      },
    ];
  }

  #agreement(
    expected: Float64Array,
    found: Float64Array,
    scale: number,
    addedTo: Float64Array | null,
  ): Agreement {
    return agreementOf({ expected, found, scale, addedTo, isSingle: this.#isSingle });
  }

  #parameters(quantity: 'gradients' | 'updated', expected: Float64Array): readonly Row[] {
    const recorded = this.#step[quantity];
    if (!recorded) return [];
    const { start, model } = this.#numbers;
    const isUpdate = quantity === 'updated';
    const change = (values: Float64Array): Float64Array =>
      isUpdate ? values.map((value, p) => value - start[p]!) : values;
    const [right, found] = [change(expected), change(recorded.values)];
    const scale = right.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    const parts = model.layers.flatMap(({ inputs, units, weightOffset, biasOffset }, layer) => [
      { layer, part: 'weights' as const, from: weightOffset, to: weightOffset + inputs * units },
      ...(biasOffset === null
        ? []
        : [{ layer, part: 'biases' as const, from: biasOffset, to: biasOffset + units }]),
    ]);
    const inOrder = isUpdate ? parts : parts.sort((a, b) => b.layer - a.layer);
    return inOrder.flatMap(({ layer, part, from, to }) => {
      const count = found.subarray(from, to).filter((value) => !Number.isNaN(value)).length;
      if (count === 0) return [];
      const agreement = this.#agreement(
        right.subarray(from, to),
        found.subarray(from, to),
        scale,
        isUpdate ? start.subarray(from, to) : null,
      );
      const at = from + agreement.first;
      return [
        {
          compared: {
            quantity,
            layer,
            part,
            count,
            level: agreement.level,
            maxRelativeDifference: agreement.worst,
          },
          difference:
            agreement.level !== 'differs'
              ? null
              : {
                  quantity,
                  layer,
                  subject: parameterAt(model.layout, at),
                  expected: expected[at]!,
                  found: recorded.values[at]!,
                  relativeDifference: relativeDifference(right[at]!, found[at]!),
                },
        },
      ];
    });
  }
}
