import { createNames } from '../../../src/core/math/names';
import type { Quantity } from '../../../src/core/math/expression';
import type { Network } from '../../../src/core/network/network';
import type { Written, WrittenFormula } from '../../../src/core/verify/written';

/** A tree in one line, with the network's own names: (+ a b), ∂E_total/∂w₅, so that a test says what was read. */
export function treeText(network: Network, node: Written): string {
  const names = createNames(network);
  const name = (of: Quantity): string => names.unicode(of);
  const show = (one: Written): string => {
    switch (one.kind) {
      case 'number':
        return String(one.value);
      case 'quantity':
        return name(one.quantity);
      case 'updated':
        return `${name(one.quantity)}⁺`;
      case 'partial':
        return `∂${name(one.of)}/∂${name(one.by)}`;
      case 'derivative':
        return `∂${show(one.of)}/∂${name(one.by)}`;
      case 'prime':
        return `${one.operation}′(${show(one.operand)})`;
      case 'sum':
        return `Σ${one.index}<${one.count}(${show(one.body)})`;
      case 'sampleSum':
        return `Σsamples(${show(one.body)})`;
      case 'sampleCount':
        return 'N';
      case 'apply':
        return `(${[one.operation, ...one.operands.map(show)].join(' ')})`;
    }
  };
  return show(node);
}

/** left = side = side, updates with an arrow. */
export function formulaText(network: Network, formula: WrittenFormula): string {
  const [left, ...sides] = [formula.left, ...formula.sides].map((node) => treeText(network, node));
  return `${left!} ${formula.isUpdate ? '←' : '='} ${sides.join(' = ')}`;
}
