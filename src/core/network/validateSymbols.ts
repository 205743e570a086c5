import { addAt, type CheckContext, keyPlace, nodeAt, placeAt } from './checkContext';
import { type SymbolFamily, symbolFamilies } from './families';
import { offsetInString } from './jsonTree';
import type { Network } from './network';
import { canonicalSymbol } from './spelling';
import { INDEX_LETTERS, type SymbolKind } from './symbols';
import { parseTemplate } from './template';
import type { TextRange } from './text';
import { quoted } from './wording';
import { say } from '../words/say';

/** How the mathematics is written: templates, names that win over each other, symbols used twice. */

type Path = readonly (string | number)[];

/** Every place of a template, with the kind of symbol it is for. */
function templatePlaces(context: CheckContext): { path: Path; kind: SymbolKind; written: string }[] {
  const { file } = context;
  const found: { path: Path; kind: SymbolKind; written: string }[] = [];
  const add = (path: Path, kind: SymbolKind, written: unknown): void => {
    if (typeof written === 'string') found.push({ path, kind, written });
  };
  for (const kind of ['input', 'target', 'lossTerm'] as const)
    add(['symbols', kind], kind, file.symbols?.[kind]);
  (file.layers ?? []).forEach((layer, l) => {
    for (const kind of ['weight', 'bias', 'preActivation', 'activation'] as const) {
      add(['layers', l, 'symbols', kind], kind, layer.symbols?.[kind]);
    }
  });
  return found;
}

function checkTemplates(context: CheckContext): void {
  for (const { path, kind, written } of templatePlaces(context)) {
    const node = nodeAt(context, path);
    if (node?.kind !== 'string') continue;
    for (const { offset, length } of parseTemplate(written, INDEX_LETTERS[kind]).unbraced) {
      const run = written.slice(offset, offset + length);
      const start = offsetInString(context.text, node, offset);
      const range = { offset: start, length: offsetInString(context.text, node, offset + length) - start };
      const before = written.slice(0, offset);
      const mended = `${before}{${run}}${written.slice(offset + length)}`;
      context.report.add({
        code: 'symbols.braces',
        severity: 'warning',
        message: say(
          'TeX reads {0} as {1}{2} followed by {3}. Write {4}.',
          quoted(written),
          before,
          run.charAt(0),
          run.slice(1),
          quoted(mended),
        ),
        range,
        fixes: [{ title: say('Replace by {0}', quoted(mended)), edits: [{ range, newText: `{${run}}` }] }],
      });
    }
  }
}

function checkOverridden(context: CheckContext): void {
  const { file } = context;
  const warn = (path: Path, names: string): void => {
    const range = keyPlace(context, path);
    context.report.add({
      code: 'symbols.overridden',
      severity: 'warning',
      message: say(
        'The names in "{0}" win, so "{1}" has no effect. Remove one of the two.',
        names,
        String(path.at(-1)),
      ),
      range,
    });
  };
  if (Array.isArray(file.inputs) && file.symbols?.input !== undefined) warn(['symbols', 'input'], 'inputs');
  (file.layers ?? []).forEach((layer, l) => {
    if (Array.isArray(layer.units) && layer.symbols?.activation !== undefined) {
      warn(['layers', l, 'symbols', 'activation'], 'units');
    }
  });
}

/** Symbols compared one by one; beyond, templates are compared over their first indices. */
const MOST_COMPARED = 20_000;

/** Two templates that ever give one symbol do so below this index, unless a template spells out a higher one. */
const COMPARED_INDICES = 32;

interface Use {
  readonly family: SymbolFamily;
  readonly i: number;
  readonly j: number;
}

/** What a symbol stands for, in words. */
function meaning({ family, i, j }: Use): string {
  const layer = say('layer {0}', family.layer + 1);
  switch (family.kind) {
    case 'weight':
      return say('the weight from unit {0} to unit {1} in {2}', i + 1, j + 1, layer);
    case 'bias':
      return say('the bias of unit {0} in {1}', j + 1, layer);
    case 'preActivation':
      return say('the pre-activation of unit {0} in {1}', j + 1, layer);
    case 'activation':
      return say('the activation of unit {0} in {1}', j + 1, layer);
    case 'input':
      return say('input {0}', j + 1);
    case 'target':
      return say('target {0}', j + 1);
    case 'lossTerm':
      return say('the loss term of output {0}', j + 1);
    case 'loss':
      return say('the loss');
  }
}

/** The keys that lead to a use's symbol: into a list of names, or to a template. */
function writtenPath(context: CheckContext, network: Network, { family, i, j }: Use): Path {
  const { kind, layer } = family;
  if (kind === 'input' && network.inputs.names) return ['inputs', j];
  if (kind === 'activation' && network.layers[layer]?.unitNames) return ['layers', layer, 'units', j];
  const base: Path = layer >= 0 ? ['layers', layer, 'symbols', kind] : ['symbols', kind];
  const listed: readonly Path[] = [
    [...base, i, j],
    [...base, j],
  ];
  return listed.find((one) => nodeAt(context, one) !== undefined) ?? base;
}

/** Where a use's symbol is written, or null where it is one of the format's defaults. */
function writtenAt(context: CheckContext, network: Network, { family, i, j }: Use): TextRange | null {
  const path = writtenPath(context, network, { family, i, j });
  return nodeAt(context, path) ? placeAt(context, path) : null;
}

function reportTwice(context: CheckContext, network: Network, first: Use, second: Use, symbol: string): void {
  const places = [first, second].map((use) => ({ use, range: writtenAt(context, network, use) }));
  places.sort((a, b) => (a.range?.offset ?? -1) - (b.range?.offset ?? -1));
  const [earlier, later] = places;
  if (!earlier || !later) return;
  const standard = earlier.range ? '' : say(', by default');
  context.report.add({
    code: 'symbols.twice',
    severity: 'error',
    message: say(
      '{0} stands for {1}{2} and for {3}. Give one of them another symbol.',
      quoted(symbol),
      meaning(earlier.use),
      standard,
      meaning(later.use),
    ),
    range: later.range ?? placeAt(context, ['layers']),
    ...(earlier.range ? { related: [{ message: say('It is used here first.'), range: earlier.range }] } : {}),
  });
}

/** Symbols looked at between two pauses: a millisecond or two of making strings. */
const SYMBOLS_PER_STEP = 500;

/** Reports symbols that two things share, with pauses. The network must be free of errors. */
export function* checkSymbolsTwice(
  context: CheckContext,
  network: Network,
): Generator<undefined, void, undefined> {
  const families = symbolFamilies(network);
  const total = families.reduce((sum, family) => sum + family.rows * family.columns, 0);
  const seen = new Map<string, Use>();
  const toldPairs = new Set<string>();
  let looked = 0;
  for (const [index, family] of families.entries()) {
    const isTemplate = family.naming?.kind === 'template';
    const most = isTemplate && total > MOST_COMPARED ? COMPARED_INDICES : Infinity;
    for (let i = 0; i < Math.min(family.rows, most); i++) {
      for (let j = 0; j < Math.min(family.columns, most); j++) {
        if (++looked % SYMBOLS_PER_STEP === 0) yield undefined;
        const symbol = family.symbol(i, j);
        const key = canonicalSymbol(symbol);
        const first = seen.get(key);
        const use = { family, i, j };
        if (!first) {
          seen.set(key, use);
          continue;
        }
        // Two templates that clash do so at many indices; one report tells it.
        const pair = `${families.indexOf(first.family)} ${index}`;
        if (isTemplate && first.family.naming?.kind === 'template') {
          if (toldPairs.has(pair)) continue;
          toldPairs.add(pair);
        }
        reportTwice(context, network, first, use, symbol);
      }
    }
  }
}

/** Checks that need no network: templates, and symbols that names take the place of. */
export function checkSymbols(context: CheckContext): void {
  checkTemplates(context);
  checkOverridden(context);
}

/** A name that holds nothing but white space cannot be seen. */
export function checkNames(context: CheckContext): void {
  const visit = (names: unknown, path: Path): void => {
    if (!Array.isArray(names)) return;
    names.forEach((name: unknown, index) => {
      if (typeof name === 'string' && name.trim() === '') {
        addAt(
          context,
          'warning',
          'names.blank',
          [...path, index],
          say('This name cannot be seen. Write letters or digits.'),
        );
      }
    });
  };
  visit(context.file.inputs, ['inputs']);
  (context.file.layers ?? []).forEach((layer, l) => {
    visit(layer.units, ['layers', l, 'units']);
  });
}
