import type { Network } from './network';
import { asLatex } from './spelling';
import { fillTemplate, parseTemplate, type Template } from './template';

/**
 * What everything in a network is called: the file's symbols, and the format's defaults where it gives none.
 * Spellings are LaTeX as far as they are mathematics (`isMathematical`). Nothing is built ahead: a network of
 * 1e5 weights has 1e5 symbols and no one asks for all of them.
 *
 * Layers count from 0 and units from 0; the symbols count from 1.
 */
export interface Symbols {
  readonly loss: string;
  readonly product: 'inputFirst' | 'weightFirst';
  readonly residual: 'outputMinusTarget' | 'targetMinusOutput';
  input(i: number): string;
  target(k: number): string;
  lossTerm(k: number): string;
  weight(l: number, i: number, j: number): string;
  bias(l: number, j: number): string;
  preActivation(l: number, j: number): string;
  activation(l: number, j: number): string;
  /** δ of a unit, named after its pre-activation; always LaTeX. */
  delta(l: number, j: number): string;
  readonly generic: GenericSymbols;
}

/**
 * Symbols in a general index, as in w_{ij}; other letters or numbers may be put in their place. Null where the
 * file names each thing by itself, so that no index can run over them.
 */
interface GenericSymbols {
  input(i?: string): string | null;
  target(k?: string): string | null;
  lossTerm(k?: string): string | null;
  weight(l: number, i?: string, j?: string): string | null;
  bias(l: number, j?: string): string | null;
  preActivation(l: number, j?: string): string | null;
  activation(l: number, j?: string): string | null;
  delta(l: number, j?: string): string | null;
}

/** One kind of symbol in one layer: names, or a template, be it that names count as one would. */
export type Naming =
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'grid'; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'template'; readonly template: Template };

interface LayerNaming {
  readonly weight: Naming;
  readonly bias: Naming;
  readonly preActivation: Naming;
  readonly activation: Naming;
}

interface NetworkNaming {
  readonly loss: string;
  readonly input: Naming;
  readonly target: Naming;
  readonly lossTerm: Naming;
  readonly layers: readonly LayerNaming[];
}

/** The index letters of each kind of symbol. */
export const INDEX_LETTERS = {
  weight: 'ij',
  bias: 'j',
  preActivation: 'j',
  activation: 'j',
  input: 'ij',
  target: 'k',
  lossTerm: 'k',
} as const;

export type SymbolKind = keyof typeof INDEX_LETTERS;

function naming(
  kind: SymbolKind,
  written: string | readonly string[] | readonly (readonly string[])[] | undefined,
  standard: string,
): Naming {
  if (written === undefined || typeof written === 'string') {
    return { kind: 'template', template: parseTemplate(written ?? standard, INDEX_LETTERS[kind]) };
  }
  if (kind === 'weight') return { kind: 'grid', rows: written as readonly (readonly string[])[] };
  const names = written as readonly string[];
  const template = countingTemplate(names, INDEX_LETTERS[kind]);
  return template ? { kind: 'template', template } : { kind: 'names', names };
}

/** Names that count their things, such as h_1, h_2, h_3, as the template that gives them; null for any others. */
function countingTemplate(names: readonly string[], letters: string): Template | null {
  const [, before, after] = /^(.*[_^{,])1(\}*)$/.exec(names[0] ?? '') ?? [];
  if (before === undefined || after === undefined) return null;
  const template = parseTemplate(`${before}${letters[0]!}${after}`, letters);
  const isEach = names.every((name, n) => fillTemplate(template, { i: n + 1, j: n + 1, k: n + 1 }) === name);
  return isEach ? template : null;
}

/** The format's symbols for layer `l` of a network of `depth` layers. */
export function standardSymbols(l: number, depth: number) {
  const layer = depth > 1 ? `^{(${l + 1})}` : '';
  const isLast = l === depth - 1;
  const weights = depth > 2 ? `w${layer}_{ij}` : l === 1 ? 'u_{ij}' : 'w_{ij}';
  const hidden = depth > 2 ? `h${layer}_j` : 'h_j';
  return {
    weight: weights,
    bias: `b${layer}_j`,
    preActivation: `a${layer}_j`,
    activation: isLast ? 'y_j' : hidden,
  };
}

/** How every kind of symbol of a network is formed. */
export function networkNaming(network: Network): NetworkNaming {
  const depth = network.layers.length;
  const { symbols } = network;
  return {
    loss: symbols.loss ?? 'L',
    input: naming('input', network.inputs.names ?? symbols.input, 'x_i'),
    target: naming('target', symbols.target, 't_k'),
    lossTerm: naming('lossTerm', symbols.lossTerm, 'L_k'),
    layers: network.layers.map((layer, l) => {
      const standard = standardSymbols(l, depth);
      return {
        weight: naming('weight', layer.symbols.weight, standard.weight),
        bias: naming('bias', layer.symbols.bias, standard.bias),
        preActivation: naming('preActivation', layer.symbols.preActivation, standard.preActivation),
        activation: naming('activation', layer.unitNames ?? layer.symbols.activation, standard.activation),
      };
    }),
  };
}

/** The symbol at a 0-based index; the indices of a kind with one index are both that index. */
export function symbolAt(one: Naming, i: number, j: number): string {
  if (one.kind === 'template') return fillTemplate(one.template, { i: i + 1, j: j + 1, k: j + 1 });
  const name = one.kind === 'grid' ? one.rows[i]?.[j] : one.names[j];
  if (name === undefined) throw new RangeError(`No symbol is given for index ${i}, ${j}.`);
  return name;
}

function genericSymbol(one: Naming, i: string, j: string): string | null {
  return one.kind === 'template' ? fillTemplate(one.template, { i, j, k: j }) : null;
}

/** A pre-activation called as the format's defaults call it, with its layer or without. */
const STANDARD_PRE_ACTIVATION = /^a(\^\{\(\d+\)\})?(?=_)/;

/**
 * δ of a unit, given the symbol of its pre-activation: δ^{(1)}_j beside a^{(1)}_j, δ_{h_1} beside h_1, and δ_j in the
 * last layer as its activations are y_j.
 */
export function deltaSymbol(preActivation: string, isLast: boolean): string {
  const symbol = asLatex(preActivation);
  const [standard = '', layer] = STANDARD_PRE_ACTIVATION.exec(symbol) ?? [];
  const rest = symbol.slice(standard.length);
  if (standard !== '' && isLast) return `\\delta${rest}`;
  return layer === undefined ? `\\delta_{${symbol}}` : `\\delta${layer}${rest}`;
}

/** The symbols of a network; every index must be in range. */
export function createSymbols(network: Network): Symbols {
  const named = networkNaming(network);
  const layer = (l: number): LayerNaming => {
    const one = named.layers[l];
    if (!one) throw new RangeError(`The network has no layer ${l}.`);
    return one;
  };
  const isLast = (l: number): boolean => l === named.layers.length - 1;
  const genericPreActivation = (l: number, j = 'j'): string | null =>
    genericSymbol(layer(l).preActivation, j, j);
  return {
    loss: named.loss,
    product: network.symbols.product,
    residual: network.symbols.residual,
    input: (i) => symbolAt(named.input, i, i),
    target: (k) => symbolAt(named.target, k, k),
    lossTerm: (k) => symbolAt(named.lossTerm, k, k),
    weight: (l, i, j) => symbolAt(layer(l).weight, i, j),
    bias: (l, j) => symbolAt(layer(l).bias, j, j),
    preActivation: (l, j) => symbolAt(layer(l).preActivation, j, j),
    activation: (l, j) => symbolAt(layer(l).activation, j, j),
    delta: (l, j) => deltaSymbol(symbolAt(layer(l).preActivation, j, j), isLast(l)),
    generic: {
      input: (i = 'i') => genericSymbol(named.input, i, i),
      target: (k = 'k') => genericSymbol(named.target, k, k),
      lossTerm: (k = 'k') => genericSymbol(named.lossTerm, k, k),
      weight: (l, i = 'i', j = 'j') => genericSymbol(layer(l).weight, i, j),
      bias: (l, j = 'j') => genericSymbol(layer(l).bias, j, j),
      preActivation: genericPreActivation,
      activation: (l, j = 'j') => genericSymbol(layer(l).activation, j, j),
      delta: (l, j) => {
        const unit = genericPreActivation(l, j);
        return unit === null ? null : deltaSymbol(unit, isLast(l));
      },
    },
  };
}
