import type { Network } from '../network/network';
import { showHidden } from '../network/hidden';
import { asLatex, symbolToUnicode } from '../network/spelling';
import { createSymbols, deltaSymbol, type Symbols } from '../network/symbols';
import type { Index, Quantity } from './expression';

/** How every quantity of a network is written in the two notations. */
export interface Names {
  /** LaTeX; names that are not mathematics are set as escaped text, what cannot be seen in them made visible. */
  readonly latex: (quantity: Quantity) => string;
  readonly unicode: (quantity: Quantity) => string;
}

/**
 * The names of a network's quantities as its file and the format's defaults have them; `delta` is named after
 * the pre-activation it belongs to: δ^{(1)}_j beside a^{(1)}_j, δ_{h_1} beside h_1, and δ_j in the last layer as
 * its activations are y_j.
 */
export function createNames(network: Network, symbols: Symbols = createSymbols(network)): Names {
  const standIns = lazily(() => standInsOf(network, symbols));
  const raw = (of: Quantity): string => symbolOf(network, symbols, standIns, of);
  const spelled = (spell: (of: Quantity) => string): ((of: Quantity) => string) => {
    // A formula says the same few names over and over.
    const known = new Map<string, string>();
    return (of) => {
      const key = Object.values(of).join(' ');
      const name = known.get(key) ?? spell(of);
      if (known.size < MOST_KEPT) known.set(key, name);
      return name;
    };
  };
  return {
    latex: spelled((of) => (of.kind === 'delta' || of.kind === 'learningRate' ? raw(of) : asLatex(raw(of)))),
    unicode: spelled((of) => showHidden(symbolToUnicode(raw(of)))),
  };
}

/** Names that are kept; a network may have a million of them. */
const MOST_KEPT = 10_000;

function lazily<Made>(make: () => Made): () => Made {
  let made: Made | null = null;
  return () => (made ??= make());
}

function symbolOf(network: Network, symbols: Symbols, standIns: () => StandIns, of: Quantity): string {
  const { generic } = symbols;
  const standIn = (kind: StandInKind, layer: number, ...indices: readonly Index[]): string => {
    const subscript = indices.map(index);
    const joined = subscript.join(subscript.some(({ length }) => length > 1) ? ',' : '');
    const base = standIns().get(keyOf(kind, layer))!;
    return `${base}_${joined.length > 1 ? `{${joined}}` : joined}`;
  };
  switch (of.kind) {
    case 'weight':
      if (typeof of.i === 'number' && typeof of.j === 'number') return symbols.weight(of.layer, of.i, of.j);
      return generic.weight(of.layer, index(of.i), index(of.j)) ?? standIn('weight', of.layer, of.i, of.j);
    case 'bias':
    case 'activation':
    case 'preActivation':
      if (typeof of.j === 'number') return symbols[of.kind](of.layer, of.j);
      return generic[of.kind](of.layer, of.j) ?? standIn(of.kind, of.layer, of.j);
    case 'delta': {
      if (typeof of.j === 'number') return symbols.delta(of.layer, of.j);
      const isLast = of.layer === network.layers.length - 1;
      const unit = (): string => standIn('preActivation', of.layer, of.j);
      return generic.delta(of.layer, of.j) ?? deltaSymbol(unit(), isLast);
    }
    case 'input':
      if (typeof of.i === 'number') return symbols.input(of.i);
      return generic.input(of.i) ?? standIn('input', -1, of.i);
    case 'target':
    case 'lossTerm':
      if (typeof of.k === 'number') return symbols[of.kind](of.k);
      return generic[of.kind](of.k) ?? standIn(of.kind, -1, of.k);
    case 'loss':
      return symbols.loss;
    case 'learningRate':
      return '\\eta';
  }
}

/** A letter as it stands; a number counted from 1. */
function index(of: Index): string {
  return typeof of === 'number' ? String(of + 1) : of;
}

/**
 * What stands, with its layer, for a symbol in a formula with index letters where the file names each thing by
 * itself and gives no template: the first of these letters that no template has.
 */
const STAND_INS = {
  weight: ['w', 'v', 'W'],
  bias: ['b', 'c', 'B'],
  preActivation: ['a', 'z', 's'],
  activation: ['h', 'y', 'o'],
  input: ['x', 'i', 'X'],
  target: ['t', 'd', 'T'],
  lossTerm: ['L', 'E', 'C'],
} as const;

type StandInKind = keyof typeof STAND_INS;
type StandIns = ReadonlyMap<string, string>;

function keyOf(kind: StandInKind, layer: number): string {
  return `${kind} ${String(layer)}`;
}

function standInsOf(network: Network, { generic }: Symbols): StandIns {
  const given: [string, StandInKind, string | null][] = [
    [keyOf('input', -1), 'input', generic.input('j')],
    [keyOf('target', -1), 'target', generic.target('j')],
    [keyOf('lossTerm', -1), 'lossTerm', generic.lossTerm('j')],
  ];
  network.layers.forEach((_, layer) => {
    for (const kind of ['weight', 'bias', 'preActivation', 'activation'] as const) {
      const written = kind === 'weight' ? generic.weight(layer, 'i', 'j') : generic[kind](layer, 'j');
      given.push([keyOf(kind, layer), kind, written]);
    }
  });
  const taken = new Set(given.map(([, , symbol]) => symbol));
  const found = new Map<string, string>();
  for (const [key, kind, symbol] of given) {
    if (symbol !== null) continue;
    const layer = Number(key.slice(key.indexOf(' ') + 1));
    const superscript = layer < 0 ? '' : `^{(${String(layer + 1)})}`;
    const letter = STAND_INS[kind].find((one) => !taken.has(`${one}${superscript}_j`)) ?? STAND_INS[kind][0];
    taken.add(`${letter}${superscript}_j`);
    found.set(key, `${letter}${superscript}`);
  }
  return found;
}
