import type { Network } from './network';
import type { Subject } from './subject';
import { type Naming, networkNaming, symbolAt } from './symbols';

/** One kind of symbol in one place of the network: all weights of a layer, all targets, the loss. */
export interface SymbolFamily {
  readonly kind: Exclude<Subject['kind'], 'delta'>;
  readonly layer: number;
  /** Rows × columns symbols; one row for everything but weights. */
  readonly rows: number;
  readonly columns: number;
  /** Null for the loss, which has one symbol. */
  readonly naming: Naming | null;
  symbol(i: number, j: number): string;
  subject(i: number, j: number): Subject;
}

type ListKind = 'input' | 'target' | 'lossTerm';
type UnitKind = 'bias' | 'preActivation' | 'activation';

function listFamily(kind: ListKind, columns: number, naming: Naming): SymbolFamily {
  return {
    kind,
    layer: -1,
    rows: 1,
    columns,
    naming,
    symbol: (_, j) => symbolAt(naming, j, j),
    subject: (_, j) => (kind === 'input' ? { kind, i: j } : { kind, k: j }),
  };
}

function unitFamily(kind: UnitKind, layer: number, columns: number, naming: Naming): SymbolFamily {
  return {
    kind,
    layer,
    rows: 1,
    columns,
    naming,
    symbol: (_, j) => symbolAt(naming, j, j),
    subject: (_, j) => ({ kind, layer, j }),
  };
}

function weightFamily(layer: number, rows: number, columns: number, naming: Naming): SymbolFamily {
  return {
    kind: 'weight',
    layer,
    rows,
    columns,
    naming,
    symbol: (i, j) => symbolAt(naming, i, j),
    subject: (i, j) => ({ kind: 'weight', layer, i, j }),
  };
}

/** Every symbol of a network, by family: inputs, then layer by layer, then targets and loss. */
export function symbolFamilies(network: Network): SymbolFamily[] {
  const named = networkNaming(network);
  const families = [listFamily('input', network.inputs.units, named.input)];
  let previous = network.inputs.units;
  network.layers.forEach((layer, l) => {
    const one = named.layers[l]!;
    families.push(
      unitFamily('activation', l, layer.units, one.activation),
      unitFamily('preActivation', l, layer.units, one.preActivation),
      weightFamily(l, previous, layer.units, one.weight),
    );
    if (layer.hasBiases) families.push(unitFamily('bias', l, layer.units, one.bias));
    previous = layer.units;
  });
  families.push(
    listFamily('target', previous, named.target),
    listFamily('lossTerm', previous, named.lossTerm),
    {
      kind: 'loss',
      layer: -1,
      rows: 1,
      columns: 1,
      naming: null,
      symbol: () => named.loss,
      subject: () => ({ kind: 'loss' }),
    },
  );
  return families;
}
