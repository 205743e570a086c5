'use strict';

// mocha's readable report, and its counts as JSON in the file that BACKPROP_TEST_COUNTS names: what
// scripts/test.mjs adds up. A file and not the output: VS Code and npm write there too.

const { writeFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const file = process.env.BACKPROP_TEST_COUNTS;
    if (!file) return;
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      writeFileSync(file, JSON.stringify({ passed: passes, failed: failures, pending }));
    });
  }
};
