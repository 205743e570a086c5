import { strict as assert } from 'node:assert';
import { createScanner } from 'jsonc-parser';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../../../src/core/network/diagnostic';
import { parseJson, parseJsonSteps } from '../../../src/core/network/json';
import { ScanError, Token } from '../../../src/core/network/jsonTokens';
import {
  childOf,
  entryRange,
  type JsonNode,
  numbersOf,
  offsetInString,
  rangeAt,
  valueOf,
} from '../../../src/core/network/jsonTree';
import type { TextRange } from '../../../src/core/network/text';
import { parse } from '../../../src/core/network/parse';

const suite = join(process.cwd(), 'test', 'fixtures', 'json-test-suite');

/** The text of a file, or null where its bytes are no UTF-8: decoding is the caller's, and refuses. */
function decoded(path: string): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch {
    return null;
  }
}

function suiteFiles(folder: string, prefix: string): string[] {
  return readdirSync(join(suite, folder)).filter((file) => file.startsWith(prefix));
}

function errors(problems: readonly Diagnostic[]): Diagnostic[] {
  return problems.filter((problem) => problem.severity === 'error');
}

function slice(text: string, { offset, length }: TextRange): string {
  return text.slice(offset, offset + length);
}

function assertInside(text: string, problems: readonly Diagnostic[]): void {
  for (const { range, related = [], fixes = [] } of problems) {
    const ranges = [
      range,
      ...related.map((one) => one.range),
      ...fixes.flatMap((fix) => fix.edits.map((edit) => edit.range)),
    ];
    for (const { offset, length } of ranges) {
      assert.ok(
        offset >= 0 && length >= 0 && offset + length <= text.length,
        `${offset}+${length} of ${text.length}`,
      );
    }
  }
}

describe('parseJson on JSONTestSuite', () => {
  it('has every file', () => {
    assert.equal(suiteFiles('test_parsing', 'y_').length, 95);
    assert.equal(suiteFiles('test_parsing', 'n_').length, 188);
    assert.equal(suiteFiles('test_parsing', 'i_').length, 35);
    assert.equal(suiteFiles('test_transform', '').length, 22);
  });

  it('accepts the 95 texts that are JSON, with the values JSON.parse gives', () => {
    for (const file of suiteFiles('test_parsing', 'y_')) {
      const text = decoded(join(suite, 'test_parsing', file));
      assert.ok(text !== null, file);
      const { root, problems } = parseJson(text, { strict: true });
      assert.deepEqual(errors(problems), [], file);
      assert.ok(root, file);
      // Of two equal keys JSON.parse keeps the last and we the first.
      if (file.includes('duplicated_key')) continue;
      assert.equal(JSON.stringify(valueOf(root)), JSON.stringify(JSON.parse(text)), file);
    }
  });

  it('refuses the 188 texts that are not JSON', () => {
    for (const file of suiteFiles('test_parsing', 'n_')) {
      const text = decoded(join(suite, 'test_parsing', file));
      if (text === null) continue;
      const { problems } = parseJson(text, { strict: true });
      assert.notDeepEqual(errors(problems), [], file);
      assertInside(text, problems);
    }
  });

  it('lets no text through as a network, and says where', () => {
    for (const file of suiteFiles('test_parsing', 'n_')) {
      const text = decoded(join(suite, 'test_parsing', file));
      if (text === null) continue;
      const { network, diagnostics } = parse(text);
      assert.equal(network, null, file);
      assert.notDeepEqual(errors(diagnostics), [], file);
      assertInside(text, diagnostics);
    }
  });

  it('never throws on the texts a parser may judge either way', () => {
    const paths = [
      ...suiteFiles('test_parsing', 'i_').map((file) => join(suite, 'test_parsing', file)),
      ...suiteFiles('test_transform', '').map((file) => join(suite, 'test_transform', file)),
    ];
    for (const path of paths) {
      const text = decoded(path) ?? readFileSync(path).toString('utf16le');
      assertInside(text, parseJson(text, { strict: true }).problems);
      assertInside(text, parse(text).diagnostics);
    }
  });
}).timeout(60_000);

describe('parseJson', () => {
  it('reads tokens by the numbers the scanner uses', () => {
    const written: readonly (readonly [string, number])[] = [
      ['{', Token.OpenBraceToken],
      ['}', Token.CloseBraceToken],
      ['[', Token.OpenBracketToken],
      [']', Token.CloseBracketToken],
      [',', Token.CommaToken],
      [':', Token.ColonToken],
      ['null', Token.NullKeyword],
      ['true', Token.TrueKeyword],
      ['false', Token.FalseKeyword],
      ['"a"', Token.StringLiteral],
      ['1', Token.NumericLiteral],
      ['//', Token.LineCommentTrivia],
      ['/**/', Token.BlockCommentTrivia],
      ['x', Token.Unknown],
      ['', Token.EOF],
    ];
    for (const [text, token] of written) assert.equal(createScanner(text, false).scan(), token, text);
    const faults: readonly (readonly [string, number])[] = [
      ['/*', ScanError.UnexpectedEndOfComment],
      ['"a', ScanError.UnexpectedEndOfString],
      ['5.', ScanError.UnexpectedEndOfNumber],
      ['"\\u12"', ScanError.InvalidUnicode],
      ['"\\q"', ScanError.InvalidEscapeCharacter],
      ['"\u0001"', ScanError.InvalidCharacter],
    ];
    for (const [text, error] of faults) {
      const scanner = createScanner(text, false);
      scanner.scan();
      assert.equal(scanner.getTokenError(), error, text);
    }
  });

  it('keeps lists of numbers compact, with the place of each', () => {
    const text = '[ [1, -2.5e3],\n  [0.15 , 7] ]';
    const { root } = parseJson(text);
    assert.ok(root?.kind === 'array');
    const [first, second] = root.items;
    assert.ok(first?.kind === 'numbers' && second?.kind === 'numbers');
    assert.deepEqual(numbersOf(first), [1, -2500]);
    assert.equal(slice(text, entryRange(first, 1)!), '-2.5e3');
    assert.equal(slice(text, entryRange(second, 0)!), '0.15');
    assert.equal(slice(text, second), '[0.15 , 7]');
  });

  it('keeps the numbers of a list that turns out to hold more', () => {
    const { root } = parseJson('[1, 2, "x", [3], 4]');
    assert.deepEqual(root && valueOf(root), [1, 2, 'x', [3], 4]);
  });

  it('allows comments and trailing commas unless strict', () => {
    const text = '// a\n{ "a": [1, 2,], /* b */ "c": { "d": 1, }, }';
    assert.deepEqual(parseJson(text).problems, []);
    const codes = parseJson(text, { strict: true }).problems.map((problem) => problem.code);
    assert.deepEqual(codes, ['json.comment', 'json.comma', 'json.comment', 'json.comma', 'json.comma']);
  });

  it('reports 100,000 open brackets once, at the 65th', () => {
    for (const bracket of ['[', '{"a":']) {
      const text = bracket.repeat(100_000);
      const { root, problems } = parseJson(text);
      assert.equal(root, null);
      assert.deepEqual(
        problems.map(({ code, range }) => [code, range]),
        [['json.depth', { offset: 64 * bracket.length, length: 1 }]],
      );
    }
    assert.deepEqual(parseJson('['.repeat(64) + ']'.repeat(64)).problems, []);
  });

  it('reports a key given twice at the second, pointing at the first', () => {
    const text = '{"weights": [1], "a": 2, "weights": [3]}';
    const { root, problems } = parseJson(text);
    assert.equal(problems.length, 1);
    assert.equal(problems[0]?.code, 'json.duplicateKey');
    assert.equal(problems[0].severity, 'error');
    assert.equal(problems[0].range.offset, text.lastIndexOf('"weights"'));
    assert.equal(problems[0].related?.[0]?.range.offset, 1);
    assert.deepEqual(valueOf(childOf(root, 'weights')!), [1]);
  });

  it('takes __proto__ and constructor for keys like any other', () => {
    const { root, problems } = parseJson('{"__proto__": {"polluted": 1}, "constructor": 2}');
    assert.deepEqual(problems, []);
    const value = valueOf(root!) as Record<string, unknown>;
    assert.equal(Object.getPrototypeOf(value), null);
    assert.deepEqual(Object.keys(value), ['__proto__', 'constructor']);
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });

  const malformed: readonly (readonly [string, string | null])[] = [
    ['NaN', null],
    ['-Infinity', null],
    ['Infinity', null],
    ['.5', '0.5'],
    ['-.5', '-0.5'],
    ['+1', '1'],
    ['5.', '5.0'],
    ['5.e3', '5.0e3'],
    ['01', '1'],
    ['-01.5', '-1.5'],
    ['0x10', '16'],
    ['1_000', '1000'],
    ['1e', null],
    ['1.5f', null],
    ['1.2.3', null],
    ['--1', null],
  ];
  for (const [written, spelling] of malformed) {
    it(`refuses ${written}${spelling === null ? '' : `, and offers ${spelling}`}`, () => {
      for (const text of [`[1, ${written}, 2]`, `{"a": ${written}}`, `[${written}]`, written]) {
        const { root, problems } = parseJson(text);
        assert.equal(problems.length, 1, text);
        assert.equal(problems[0]?.code, 'json.number');
        assert.equal(problems[0].severity, 'error');
        assert.equal(slice(text, problems[0].range), written);
        assert.deepEqual(
          problems[0].fixes?.map((fix) => fix.edits[0]?.newText),
          spelling === null ? undefined : [spelling],
        );
        assertNoNumber(root!, [1, 2]);
      }
    });
  }

  /** No part of a malformed number passes for a value. */
  function assertNoNumber(root: JsonNode, allowed: readonly number[]): void {
    const found: number[] = [];
    const visit = (node: JsonNode): void => {
      if (node.kind === 'numbers') found.push(...numbersOf(node).filter((value) => !Number.isNaN(value)));
      if (node.kind === 'number') found.push(node.value);
      if (node.kind === 'array') node.items.forEach(visit);
      if (node.kind === 'object')
        node.properties.forEach((property) => {
          visit(property.value);
        });
    };
    visit(root);
    assert.ok(
      found.every((value) => allowed.includes(value)),
      String(found),
    );
  }

  it('refuses what does not fit a double and warns of what vanishes in one', () => {
    for (const written of ['1e999', '-1e999', '1.8e308']) {
      const { problems } = parseJson(`[1, ${written}]`);
      assert.deepEqual(
        problems.map(({ code, severity, range }) => [code, severity, range.offset]),
        [['json.overflow', 'error', 4]],
      );
    }
    const { root, problems } = parseJson('[1e-999, 0, 0.0, -0, 0e5, 5e-324]');
    assert.deepEqual(
      problems.map(({ code, severity }) => [code, severity]),
      [['json.underflow', 'warning']],
    );
    assert.deepEqual(valueOf(root!), [0, 0, 0, -0, 0, 5e-324]);
  });

  it('offers the JSON word for words of other languages', () => {
    const offered = ['True', 'None', "'abc'", 'sgd'].map(
      (written) => parseJson(`[${written}]`).problems[0]?.fixes?.[0]?.edits[0]?.newText,
    );
    assert.deepEqual(offered, ['true', 'null', '"abc"', '"sgd"']);
  });

  it('mends a missing comma and a missing colon by a fix', () => {
    for (const [text, mended] of [
      ['{"a": 1 "b": 2}', '{"a": 1, "b": 2}'],
      ['[1 2]', '[1, 2]'],
      ['{"a" 1}', '{"a": 1}'],
      ['{a: 1}', '{"a": 1}'],
    ] as const) {
      const { problems } = parseJson(text);
      assert.equal(problems.length, 1, text);
      const edit = problems[0]?.fixes?.[0]?.edits[0];
      assert.ok(edit, text);
      const { offset, length } = edit.range;
      assert.equal(text.slice(0, offset) + edit.newText + text.slice(offset + length), mended);
    }
  });

  it('knows where a key without quotes stands, and takes a colon in a list for a comma', () => {
    const text = '{ "a": 1, bc: 2 }';
    const { root } = parseJson(text);
    assert.ok(root?.kind === 'object');
    assert.equal(slice(text, root.properties[1]!.keyRange), 'bc');
    assert.equal(slice(text, root.properties[1]!), 'bc: 2');
    const { problems } = parseJson('["a" : 1]');
    assert.deepEqual(
      problems.map(({ range }) => range),
      [{ offset: 5, length: 1 }],
    );
  });

  it('counts a byte order mark in positions', () => {
    const text = '\uFEFF{"a": 01}';
    const { problems } = parseJson(text);
    assert.equal(problems.length, 1);
    assert.equal(problems[0]?.range.offset, text.indexOf('01'));
  });

  it('finds its way by keys and indices, and through escapes in text', () => {
    const text = '{"a": [{"b": [1, 20]}], "c": "x\\u0041\\n!"}';
    const { root } = parseJson(text);
    const range = rangeAt(root, ['a', 0, 'b', 1]);
    assert.equal(slice(text, range!), '20');
    assert.equal(rangeAt(root, ['a', 1]), undefined);
    const string = childOf(root, 'c');
    assert.ok(string?.kind === 'string');
    assert.equal(text[offsetInString(text, string, 3)], '!');
  });

  it('gives the same in steps, with pauses', () => {
    const row = `[${Array.from({ length: 1000 }, (_, index) => index / 7).join(', ')}]`;
    const text = `[${Array.from({ length: 60 }, () => row).join(',\n')}]`;
    const steps = parseJsonSteps(text);
    let pauses = 0;
    let step = steps.next();
    for (; !step.done; step = steps.next()) pauses++;
    assert.ok(pauses >= 5, String(pauses));
    assert.deepEqual(step.value, parseJson(text));
  });

  it('bounds how much it says about a text full of faults', () => {
    const { problems, omitted } = parseJson(`[${'.5, '.repeat(5_000)}1]`);
    assert.equal(problems.length + omitted, 5_000);
    assert.equal(problems.length, 1_000);
  });
}).timeout(60_000);
