import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonDocument } from '../../src/cli/json';
import { Lines } from '../../src/core/network/lines';
import { problemLine } from '../../src/cli/problem';
import { ProgressLine } from '../../src/cli/progressLine';
import { plainStyle, styleFor } from '../../src/cli/style';
import { table } from '../../src/cli/table';
import { columnsOf } from '../../src/cli/columns';
import { showHidden } from '../../src/core/network/hidden';

describe('words of the command line', () => {
  it('JSON keeps every digit, and what is not finite as a string', () => {
    const value = { a: 0.1 + 0.2, b: [Infinity, -Infinity, NaN, 5e-324], c: null, d: 'x\u009b\u202e\u2028' };
    const text = jsonDocument(value);
    assert.equal(
      text,
      '{"a":0.30000000000000004,"b":["Infinity","-Infinity","NaN",5e-324],"c":null,"d":"x\\u009b\\u202e\\u2028"}\n',
    );
    assert.equal((JSON.parse(text) as typeof value).d, value.d);
  });

  it('places count from 1, in UTF-16 units', () => {
    const lines = new Lines('a\r\n\u{1F600}b\r\rc\n');
    const places = [0, 2, 3, 5, 7, 8, 10].map((offset) => Object.values(lines.place(offset)).join(':'));
    assert.deepEqual(places, ['1:1', '1:3', '2:1', '2:3', '3:1', '4:1', '5:1']);
  });

  it('shows every naughty string on one line, without a character that a terminal obeys', () => {
    const path = join('test', 'fixtures', 'naughty-strings', 'blns.json');
    const naughty = JSON.parse(readFileSync(path, 'utf8')) as string[];
    assert.ok(naughty.length > 500);
    for (const message of naughty) {
      const line = problemLine({ file: message, place: null, severity: 'error', code: 'x.y', message });
      assert.doesNotMatch(line, /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u, message);
      assert.ok(columnsOf(line) >= 0);
    }
    assert.equal(showHidden('a\u001b[0m\ud800'), 'a⟨U+001B⟩[0m⟨U+D800⟩');
  });

  it('aligns columns by what is seen, numbers by their points', () => {
    const lines = table(
      [
        { title: '', align: 'left' },
        { title: 'x̂', align: 'number' },
        { title: 'n', align: 'right' },
        { title: '', align: 'left' },
      ],
      [
        ['ŷ', '0.25', '7', 'first'],
        ['中', '-10', '12', ''],
        ['abc', '1.5e-9', '3', 'third'],
      ],
      (title) => title,
    );
    assert.deepEqual(lines, [
      '            x̂   n',
      'ŷ      0.25     7  first',
      '中   -10       12',
      'abc    1.5e-9   3  third',
    ]);
  });

  it('colours only a terminal that wants it', () => {
    assert.equal(styleFor({ isTTY: true }, {}).bad('x'), '\u001b[31mx\u001b[39m');
    assert.equal(styleFor({ isTTY: true }, { NO_COLOR: '1' }), plainStyle);
    assert.equal(styleFor({ isTTY: true }, { TERM: 'dumb' }), plainStyle);
    assert.equal(styleFor({}, {}), plainStyle);
  });

  it('draws progress in one line of a terminal and takes it away; nowhere else', () => {
    const written: string[] = [];
    const progress = new ProgressLine({ columns: 40, write: (text) => written.push(text) });
    progress.show(0.5, 'epoch 5/10');
    progress.show(0.6, 'too soon');
    progress.clear();
    progress.clear();
    assert.equal(written.length, 2);
    assert.match(written[0]!, /█+░+ +50 % {2}epoch 5\/10$/);
    // eslint-disable-next-line no-control-regex -- the erasing of the line before is what is looked for
    assert.ok(written[0]!.replace(/\r\u001b\[2K/, '').length < 40);
    assert.equal(written[1], '\r\u001b[2K');
    const silent = new ProgressLine(null);
    assert.equal(silent.isDue, false);
    silent.show(0.5, 'nothing');
  });
});
