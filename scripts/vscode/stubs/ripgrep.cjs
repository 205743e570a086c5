'use strict';

// Stands for @vscode/ripgrep, which downloads its program when it is installed: the programs are also in
// @vscode/ripgrep-universal.

const { join } = require('node:path');

const system = `${process.platform}-${process.arch}`;
exports.rgPath = join(__dirname, '..', 'ripgrep-universal', 'bin', system, 'rg');
