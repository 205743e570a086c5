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
    return { code, message: `${wrong} should be ${right}${why === '' ? '' : `: ${why}`}.` };
  }

  updatedWeights(names: readonly Quantity[]): Mistake {
    const list = listed(names.map((of) => this.name(of)));
    const [verb, value] = names.length === 1 ? ['has', 'its value'] : ['have', 'their values'];
    return {
      code: 'updatedWeights',
      message: `${list} ${verb} been updated already: the gradient needs ${value} before the update.`,
    };
  }

  sign(): Mistake {
    return { code: 'sign', message: 'The sign is wrong: this is minus what belongs here.' };
  }

  swappedResidual(right: string): Mistake {
    return { code: 'sign', message: `The sign is wrong: the error enters as ${right}.` };
  }

  factorTwo(isTwice: boolean): Mistake {
    return {
      code: 'factorTwo',
      message: isTwice
        ? 'This is twice what belongs here: a factor 2 is too many, or a factor ½ is missing.'
        : 'This is half of what belongs here: a factor ½ is too many, or a factor 2 is missing.',
    };
  }

  sumForMean(count: string, of: string): Mistake {
    return {
      code: 'sumForMean',
      message: `The loss is a mean over ${of}: the factor 1/${count} is missing.`,
    };
  }

  meanForSum(count: string, of: string): Mistake {
    return {
      code: 'meanForSum',
      message: `Here the parts of the loss add up over ${of}: the factor 1/${count} is too many.`,
    };
  }

  missingSlope(slope: string): Mistake {
    return {
      code: 'missingActivationDerivative',
      message: `The slope of the activation, ${slope}, is missing.`,
    };
  }

  missingFactor(factor: string): Mistake {
    return { code: 'missingFactor', message: `The factor ${factor} is missing.` };
  }

  extraFactor(factor: string): Mistake {
    return { code: 'extraFactor', message: `The factor ${factor} is too many.` };
  }

  extraTerm(term: string): Mistake {
    return { code: 'extraTerm', message: `The term ${term} is too many.` };
  }

  /** The ways that are left out, and all the ways there are. */
  missingPath(
    missing: readonly string[],
    about: string | null,
    reached: string,
    all: readonly string[],
  ): Mistake {
    const left = listed(missing);
    const [noun, verb] = missing.length === 1 ? ['path', 'is'] : ['paths', 'are'];
    const why =
      about === null || all.length > 8 ? '' : `: ${about} reaches ${reached} through ${listed(all)}`;
    return { code: 'missingPath', message: `The ${noun} through ${left} ${verb} missing${why}.` };
  }

  missingSum(letter: string): Mistake {
    return {
      code: 'missingPath',
      message: `The sum over ${letter} is missing: every way to the loss adds its part.`,
    };
  }

  wrongNumber(right: number): Mistake {
    return { code: 'other', message: `At the numbers of the network file this is ${formatNumber(right)}.` };
  }

  other(): Mistake {
    return {
      code: 'other',
      message: 'This is not equal to the left side, and no single change was found that makes it so.',
    };
  }

  /** Past the limit of mistakes that are searched for in one document. */
  unsearched(): Mistake {
    const count = String(READ_LIMITS.searchedMistakes);
    return {
      code: 'other',
      message: `This is not equal to the left side. What is wrong in it is looked for once one of the first ${count} mistakes is corrected.`,
    };
  }

  wrongPart(right: string): Mistake {
    return { code: 'other', message: `In this place belongs ${right}.` };
  }
}

/** a, b and c */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
