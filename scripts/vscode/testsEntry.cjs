'use strict';

// What the extension host loads as its tests; it loads the real ones.
//
// The window mixes what tests print with its own log, loses console.log(42), and loses everything that came
// before an endless loop. So while tests run, the console and the process's streams write into a file that
// code.mjs copies to its own output. And since an extension host that crashed is reported as one that
// succeeded, success leaves a mark of its own.

const { openSync, writeFileSync, writeSync } = require('node:fs');
const { Writable } = require('node:stream');
const { format } = require('node:util');

const tests = process.env.BACKPROP_TESTS_ENTRY;
const output = process.env.BACKPROP_TESTS_OUTPUT;
const descriptor = openSync(output, 'a');

// VS Code has made these accessors whose setters do nothing: only a new definition replaces them.
for (const method of ['debug', 'error', 'info', 'log', 'warn']) {
  const value = (...values) => {
    writeSync(descriptor, `${format(...values)}\n`);
  };
  Object.defineProperty(console, method, { configurable: true, writable: true, value });
}
for (const name of ['stderr', 'stdout']) {
  const stream = new Writable({
    write(chunk, _encoding, done) {
      writeSync(descriptor, chunk); // at once: the next statement may be the endless loop
      done();
    },
  });
  const value = Object.assign(stream, { fd: descriptor, isTTY: false });
  Object.defineProperty(process, name, { configurable: true, enumerable: true, value });
}

/** VS Code takes the end code of the tests from this promise. */
exports.run = async () => {
  await require(tests).run();
  writeFileSync(`${output}.passed`, '');
};
