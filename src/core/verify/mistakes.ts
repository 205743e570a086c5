/** The words for mistakes: one plain sentence each, that says what is wrong and what belongs there. */

import type { Expression, Quantity } from '../math/expression';
import { output } from '../math/formulas';
import { createNames, type Names } from '../math/names';
import { print } from '../math/printer';
import { unicodeStyle } from '../math/unicode';
import type { Network } from '../network/network';
import { formatNumber } from '../network/number';
import type { Symbols } from '../network/symbols';
import { READ_LIMITS } from './readLimits';
import type { Mistake, MistakeCode } from './written';
import { say } from '../words/say';

/** The sentences of one network, with its names as Unicode text. */
export class Words {
  readonly #network: Network;
  readonly #symbols: Symbols;
  readonly #names: Names;

  constructor(network: Network, symbols: Symbols) {
    this.#network = network;
    this.#symbols = symbols;
    this.#names = createNames(network, symbols);
  }

  name(quantity: Quantity): string {
    return this.#names.unicode(quantity);
  }

  /**
   * A unit by its pre-activation where the file names it (o_1), else by its output (y_1): readers know the standard
   * a^{(2)}_1 less well.
   */
  unit(layer: number, j: number): string {
    const isNamed = layer >= 0 && this.#network.layers[layer]!.symbols.preActivation !== undefined;
    if (isNamed && !/^a(?:\^|_)/.test(this.#symbols.preActivation(layer, j))) {
      return this.name({ kind: 'preActivation', layer, j });
    }
    return this.name(output(layer, j));
  }

  formula(expression: Expression): string {
    return print(
      expression,
      unicodeStyle((of) => this.name(of)),
    );
  }

  derivative(of: Quantity, by: Quantity): string {
    return `∂${this.name(of)}/∂${this.name(by)}`;
  }

  /** One name, or one derivative, in place of another. */
  instead(code: MistakeCode, wrong: string, right: string, why: string): Mistake {
    return { code, message: say('{0} should be {1}{2}.', wrong, right, why === '' ? '' : `: ${why}`) };
  }

  updatedWeights(names: readonly Quantity[]): Mistake {
    const list = listed(names.map((of) => this.name(of)));
    return {
      code: 'updatedWeights',
      message:
        names.length === 1
          ? say('{0} has been updated already: the gradient needs its value before the update.', list)
          : say('{0} have been updated already: the gradient needs their values before the update.', list),
    };
  }

  sign(): Mistake {
    return { code: 'sign', message: say('The sign is wrong: this is minus what belongs here.') };
  }

  swappedResidual(right: string): Mistake {
    return { code: 'sign', message: say('The sign is wrong: the error enters as {0}.', right) };
  }

  factorTwo(isTwice: boolean): Mistake {
    return {
      code: 'factorTwo',
      message: isTwice
        ? say('This is twice what belongs here: a factor 2 is too many, or a factor ½ is missing.')
        : say('This is half of what belongs here: a factor ½ is too many, or a factor 2 is missing.'),
    };
  }

  sumForMean(count: string, of: string): Mistake {
    return {
      code: 'sumForMean',
      message: say('The loss is a mean over {0}: the factor 1/{1} is missing.', of, count),
    };
  }

  meanForSum(count: string, of: string): Mistake {
    return {
      code: 'meanForSum',
      message: say('Here the parts of the loss add up over {0}: the factor 1/{1} is too many.', of, count),
    };
  }

  missingSlope(slope: string): Mistake {
    return {
      code: 'missingActivationDerivative',
      message: say('The slope of the activation, {0}, is missing.', slope),
    };
  }

  missingFactor(factor: string): Mistake {
    return { code: 'missingFactor', message: say('The factor {0} is missing.', factor) };
  }

  extraFactor(factor: string): Mistake {
    return { code: 'extraFactor', message: say('The factor {0} is too many.', factor) };
  }

  extraTerm(term: string): Mistake {
    return { code: 'extraTerm', message: say('The term {0} is too many.', term) };
  }

  /** The ways that are left out, and all the ways there are. */
  missingPath(
    missing: readonly string[],
    about: string | null,
    reached: string,
    all: readonly string[],
  ): Mistake {
    const left = listed(missing);
    const why =
      about === null || all.length > 8
        ? ''
        : say(': {0} reaches {1} through {2}', about, reached, listed(all));
    return {
      code: 'missingPath',
      message:
        missing.length === 1
          ? say('The path through {0} is missing{1}.', left, why)
          : say('The paths through {0} are missing{1}.', left, why),
    };
  }

  missingSum(letter: string): Mistake {
    return {
      code: 'missingPath',
      message: say('The sum over {0} is missing: every way to the loss adds its part.', letter),
    };
  }

  wrongNumber(right: number): Mistake {
    return {
      code: 'other',
      message: say('At the numbers of the network file this is {0}.', formatNumber(right)),
    };
  }

  other(): Mistake {
    return {
      code: 'other',
      message: say('This is not equal to the left side, and no single change was found that makes it so.'),
    };
  }

  /** Past the limit of mistakes that are searched for in one document. */
  unsearched(): Mistake {
    const count = String(READ_LIMITS.searchedMistakes);
    return {
      code: 'other',
      message: say(
        'This is not equal to the left side. What is wrong in it is looked for once one of the first {0} mistakes is corrected.',
        count,
      ),
    };
  }

  wrongPart(right: string): Mistake {
    return { code: 'other', message: say('In this place belongs {0}.', right) };
  }
}

/** a, b and c */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : say('{0} and {1}', names.slice(0, -1).join(', '), last);
}
