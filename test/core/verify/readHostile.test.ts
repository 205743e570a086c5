import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type DocumentKind, networkReference, readDocument } from '../../../src/core/verify/readDocument';
import { childrenOf } from '../../../src/core/verify/trees';
import type { ReadDocument, Span, Written } from '../../../src/core/verify/written';
import { networkOf } from '../engine/reference/networks';
import { networkA, networkB } from '../math/networks';

const a = networkA();
const b = networkB();
const deep = networkOf({
  units: Array.from({ length: 21 }, () => 8),
  activations: Array.from({ length: 20 }, () => 'sigmoid' as const),
});
const kinds: readonly DocumentKind[] = ['markdown', 'latex', 'python', 'notebook'];

const long = (piece: string, length: number): string =>
  piece.repeat(Math.ceil(length / piece.length)).slice(0, length);

/** Every node of a tree with the node that it belongs to; shared nodes once. */
function* nodesOf(root: Written): Generator<readonly [Written, Written | null]> {
  const seen = new Set<Written>();
  const waiting: (readonly [Written, Written | null])[] = [[root, null]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (seen.has(next[0])) continue;
    seen.add(next[0]);
    yield next;
    for (const child of childrenOf(next[0])) waiting.push([child, next[0]]);
  }
}

function assertInside(outer: Span, inner: Span, what: string): void {
  assert.ok(
    inner.start >= outer.start && inner.start <= inner.end && inner.end <= outer.end,
    `${what}: ${JSON.stringify(inner)} in ${JSON.stringify(outer)}`,
  );
}

/**
 * Whatever was read: every span is inside of the text, and a node's inside of its parent's, but for what an
 * intermediate name of a program stands for, which is where it was written.
 */
function assertSound(text: string, read: ReadDocument, isProgram: boolean): void {
  const whole = { start: 0, end: text.length };
  for (const place of read.unreadable) {
    assertInside(whole, place.span, 'unreadable');
    assert.ok(place.message.length < 600, place.message);
    const isTextual = /undefined|\[object|NaN/;
    assert.ok(!isTextual.test(place.message) || isTextual.test(text), place.message);
  }
  for (const formula of read.formulas) {
    assertInside(whole, formula.span, 'formula');
    for (const one of formula.misspellings) assertInside(whole, one.span, 'misspelling');
    assert.ok(formula.sides.length > 0);
    for (const side of formula.sides) {
      assertInside(formula.span, side.span, 'side');
      for (const [node, parent] of nodesOf(side)) {
        assertInside(whole, node.span, node.kind);
        if (parent && !isProgram) assertInside(parent.span, node.span, `${node.kind} in ${parent.kind}`);
        if (node.kind === 'partial') {
          assertInside(node.span, node.ofSpan, 'of');
          assertInside(node.span, node.bySpan, 'by');
        }
        if (node.kind === 'sum') assert.ok(Number.isInteger(node.count) && node.count > 0);
      }
    }
  }
}

const pieces = [
  '$',
  '$$',
  '$ ',
  '\\frac{',
  '\\frac{d',
  '\\frac{∂',
  '(',
  '[',
  '{',
  ')',
  '}',
  '∂',
  '∂E/∂w_5 = ',
  '∂=',
  '$∂=$\n',
  '$∂E/∂w_5 = a_{h1}$\n',
  '$∂E/∂w_5 = a_0_1$\n',
  ' ',
  '\t',
  '\n',
  '\r\n',
  'word ',
  'prose without an end, ',
  'a',
  'w_5',
  '=',
  '= ',
  '==',
  '`',
  '``` ',
  '```\n',
  '~~~\n',
  '` `` ',
  '<!--',
  '<!-- backprop:',
  '\\(',
  '\\[',
  '\\begin{align}',
  '\\begin{equation}\\end{align}',
  '\\begin{verbatim}',
  '%',
  '#',
  '\\',
  '\\\\',
  '"',
  "'",
  '"""',
  "'''",
  'dw5 = (',
  'dw5 = a_h1\n',
  'x = x * x\n',
  'x = x + t1\n',
  'w5 = w5 - lr*dw5\n',
  'def f(x):\n ',
  'def f(x): return f(f(x))\n',
  'f(',
  'x=',
  'a,b=',
  'if ',
  '-',
  '- ',
  '1 - ',
  '2^',
  '**',
  '²',
  '½',
  'Σ_k ',
  '\\sum_{',
  "σ'",
  '_',
  '^',
  '_{',
  'a_{',
  '|',
  '|a',
  '\ud800',
  '\udc00',
  '\u0000',
  '\ufeff',
  '👾',
  '&',
  ', ',
  ';',
  '\\text{',
  '\\text{and} ',
  '\\hat',
  'δ_',
  'δ_1 ',
  '{"cells":[',
  '{"cell_type":"code","source":["',
  '[',
  '\\u',
  '\\quad ',
  '\\Rightarrow ',
  '\\\\ &= ',
] as const;

describe('reading hostile documents', () => {
  // No time is asserted, but mocha's limit, which only work that grows faster than the text can reach.
  for (const piece of pieces) {
    it(`made of ${JSON.stringify(piece)}`, () => {
      for (const text of [
        `$∂E/∂w_5 = ${long(piece, 200_000)} $$ end`,
        `dw5 = ${long(piece, 100_000)}`,
        `text ${long(`${piece}\n`, 200_000)} ∂E/∂w_5 = `,
      ]) {
        for (const kind of kinds) {
          const read = readDocument(text, kind, b);
          assert.ok(read.formulas.length + read.unreadable.length <= 2_001);
          networkReference(text, kind);
        }
      }
    });
  }

  for (const piece of ['$', '\\frac{', '(', '∂', ' ', 'words of a text, ', 'a', '∂=\n'] as const) {
    it(`1 MB of ${JSON.stringify(piece)}`, () => {
      for (const kind of kinds) {
        readDocument(long(piece, 1_000_000), kind, b);
        readDocument(`$∂E/∂w_5 = ${long(piece, 1_000_000)}`, kind, b);
      }
    });
  }

  it('10,000 nested braces', () => {
    for (const [open, close] of [
      ['{', '}'],
      ['(', ')'],
      ['\\frac{', '}{1}'],
      ['\\left(', '\\right)'],
      ['\\sqrt{', '}'],
      ['σ(', ')'],
      ['2^{', '}'],
      ['|', '|'],
      ["σ'(", ')'],
      ['∂(', ')/∂w_5'],
      ['\\frac{d\\sigma(', ')}{dw_5}'],
      ['\\sum_k (', ')'],
      ['-', ''],
    ] as const) {
      const inside = `${open.repeat(10_000)}w_5${close.repeat(10_000)}`;
      for (const depth of [60, 1_100, 10_000]) {
        const nested = `${open.repeat(depth)}w_5${close.repeat(depth)}`;
        const read = readDocument(`$∂E/∂w_5 = ${nested}$`, 'markdown', b);
        assertSound(`$∂E/∂w_5 = ${nested}$`, read, false);
        if (depth > 100) assert.equal(read.unreadable.length, 1, `${open} ${depth}`);
      }
      assertSound(inside, readDocument(`dw5 = ${inside}`, 'python', b), true);
    }
  });

  it('a formula of 1 MB is told with the limit', () => {
    for (const [text, kind] of [
      [`$∂E/∂w_5 = w_5${' + w_5'.repeat(200_000)}$`, 'markdown'],
      [`dw5 = w5${' + w5'.repeat(200_000)}`, 'python'],
    ] as const) {
      const { formulas, unreadable } = readDocument(text, kind, b);
      assert.deepEqual(formulas, []);
      assert.equal(unreadable.length, 1);
      assert.match(unreadable[0]!.message, /more than 5000 signs/);
    }
  });

  it('a chain of thousands of operations is told, and no tree is deeper than a reader can go', () => {
    const { formulas, unreadable } = readDocument(`$∂E/∂w_5 = w_5${' - w_5'.repeat(1_000)}$`, 'markdown', b);
    assert.deepEqual([formulas.length, unreadable.length], [0, 1]);
    assert.match(unreadable[0]!.message, /more than 500 operations build on each other/);
    const steps = Array.from({ length: 2_000 }, (_, n) => `x${n + 1} = x${n} - t1`);
    assert.match(
      readDocument(['x0 = t1', ...steps, 'dw5 = x2000'].join('\n'), 'python', b).unreadable[0]!.message,
      /x2000/,
    );
  });

  it('more formulas than are read', () => {
    const { formulas, unreadable } = readDocument('$∂E/∂w_5 = a_{h1}$\n\n'.repeat(3_000), 'markdown', b);
    assert.deepEqual([formulas.length, unreadable.length], [1_000, 1]);
    assert.match(unreadable[0]!.message, /up to 1000 formulas/);
  });

  it('more lines of prose than are tried as formulas; formulas between dollar signs are read all the same', () => {
    const prose = 'Words about ∂L and w = 5 here.\n'.repeat(12_000);
    const { formulas, unreadable } = readDocument(`${prose}\n$∂E/∂w_5 = a_{h1}$\n`, 'markdown', b);
    assert.deepEqual([formulas.length, unreadable.length], [1, 1]);
    assert.match(unreadable[0]!.message, /^A document has at most 10000 lines of prose/);
  });

  it('names without end', () => {
    for (const name of [
      'w'.repeat(100_000),
      `w_{${'1'.repeat(100_000)}}`,
      `w${'_1'.repeat(2_000)}`,
      'w_{'.repeat(90),
      `a_${'\\text{x}'.repeat(500)}`,
    ]) {
      for (const network of [a, b, deep]) {
        assertSound(`$∂L/∂${name} = 1$`, readDocument(`$∂L/∂${name} = 1$`, 'markdown', network), false);
        assertSound(`d${name} = ${name}`, readDocument(`d${name} = ${name}`, 'python', network), true);
      }
    }
  });

  it('many different names that are none, in a deep network', () => {
    const names = Array.from({ length: 2_000 }, (_, n) => `qv_{${n}xy}`).join(' + ');
    const lines = Array.from({ length: 2_000 }, (_, n) => `$∂L/∂y_1 = qv_{${n}xy}$`).join('\n\n');
    for (const text of [`$∂L/∂y_1 = ${names}$`, lines])
      assert.equal(readDocument(text, 'markdown', deep).formulas.length, 0);
  });
});

describe('whatever a document holds', () => {
  const alphabet = fc.constantFrom(
    ...pieces,
    'a_{h1}',
    'a\\_o_1',
    'E_{total}',
    '(a_{o1} - t_1)',
    ' * ',
    ' + ',
    ' = ',
    '∂E/∂w_5 = ',
    'dw5 = ',
    'w5 = w5 - lr*dw5\n',
    '\\frac{\\partial E}{\\partial w_5} = ',
    '\\frac{1}{2}',
    '$',
    '$',
    '\n\n',
    '\n',
    '\\sum_k \\delta_k u_{jk}',
    '\\sum_{s=1}^N ',
    "σ'(o_1)",
    'e^{-o_1}',
    '\\delta_{o1} = ',
    'a\\_0_1',
    'err = a_o1 - t1\n',
    'dw6 = err * a_h2\n',
    'w_5 \\leftarrow w_5 - \\eta ',
    '∂(½(t_1 - a_{o1})²)/∂a_{o1} = ',
  );
  const document = fc.array(alphabet, { maxLength: 40 }).map((parts) => parts.join(''));

  it('nothing throws, and every span is inside of the text and of its parent', () => {
    fc.assert(
      fc.property(document, fc.constantFrom(...kinds), fc.constantFrom(a, b), (text, kind, network) => {
        assertSound(text, readDocument(text, kind, network), kind !== 'latex');
        networkReference(text, kind);
      }),
      { numRuns: 3_000, seed: 1 },
    );
  });
  it('nor inside of mathematics', () => {
    let formulas = 0;
    fc.assert(
      fc.property(document, (text) => {
        const whole = `\\begin{equation}∂E/∂w_5 = ${text.replaceAll('\\end', '')}`;
        const read = readDocument(whole, 'latex', b);
        formulas += read.formulas.length;
        assertSound(whole, read, false);
      }),
      { numRuns: 3_000, seed: 2 },
    );
    assert.ok(formulas > 100, `only ${formulas} formulas were read`);
  });
  it('nor in the cells of a notebook', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(document, fc.boolean()), { maxLength: 4 }), (cells) => {
        const file = JSON.stringify({
          cells: cells.map(([text, isCode]) => ({
            cell_type: isCode ? 'code' : 'markdown',
            source: isCode ? text : text.split(/(?<=\n)/),
          })),
        });
        const read = readDocument(file, 'notebook', b);
        assertSound(file, read, true);
      }),
      { numRuns: 1_000, seed: 3 },
    );
  });
  it('nor of any bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.constantFrom(...kinds), (text, kind) => {
        assertSound(text, readDocument(text, kind, a), true);
      }),
      { numRuns: 2_000, seed: 4 },
    );
  });
  it('nor of the naughty strings', () => {
    const folder = join(process.cwd(), 'test', 'fixtures', 'naughty-strings');
    const naughty = readFileSync(join(folder, 'blns.json'), 'utf8');
    for (const text of JSON.parse(naughty) as string[]) {
      for (const kind of kinds) {
        for (const one of [text, `$∂E/∂w_5 = ${text}$`, `dw5 = ${text}`, `∂E/∂${text} = 1`])
          assertSound(one, readDocument(one, kind, b), kind !== 'latex');
      }
    }
  });
});
