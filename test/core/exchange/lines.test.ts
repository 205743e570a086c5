import assert from 'node:assert/strict';
import { linesOf } from '../../../src/core/exchange/lines';

const sum = (count: number): string =>
  Array.from({ length: count }, (_, n) => `x_{${n}} \\, w_{${n}}`).join(' + ');

/** The lines of a formula that was cut. */
function lines(tex: string): string[] {
  const [, inside] = /^\\begin\{aligned\} & (.*) \\end\{aligned\}$/.exec(tex) ?? [];
  assert.ok(inside, tex);
  return inside.split(' \\\\ & \\quad {} ');
}

describe('long formulas in lines', () => {
  it('leaves what fits, and what has lines of its own', () => {
    assert.equal(linesOf('a = b + c', 30), 'a = b + c');
    const cases = `\\begin{cases} ${sum(30)} \\end{cases}`;
    assert.equal(linesOf(cases, 30), cases);
    assert.equal(linesOf('x'.repeat(200), 30), 'x'.repeat(200), 'nowhere to cut');
  });

  it('cuts before a sign, every line but the last nearly full, and loses nothing', () => {
    const tex = `y = ${sum(40)}`;
    const cut = lines(linesOf(tex, 20));
    assert.ok(cut.length > 3 && cut.length < 20, String(cut.length));
    assert.equal(cut.join(' '), tex);
    for (const line of cut.slice(1)) assert.match(line, /^\+ /);
  });

  it('cuts outside brackets where it can, inside where it must, and never in braces or growing brackets', () => {
    const outside = lines(linesOf(`y = (${sum(6)}) \\cdot (${sum(6)})`, 20));
    assert.equal(outside.length, 2);
    assert.match(outside[1]!, /^\\cdot \(/);
    const product = lines(linesOf(`y = (${sum(6)}) [1 - (${sum(6)})]`, 20));
    assert.deepEqual(
      product.map((line) => line.slice(-2)),
      ['})', ')]'],
      'no dot between brackets',
    );
    const inside = lines(linesOf(`y = [${sum(30)}] \\cdot a`, 20));
    assert.ok(inside.length > 2);
    for (const whole of [`\\frac{${sum(30)}}{2}`, `\\left[ ${sum(30)} \\right]`]) {
      for (const line of lines(linesOf(`y = ${whole} + ${whole}`, 20)).slice(1))
        assert.ok(line.includes(whole), line);
    }
  });
});
