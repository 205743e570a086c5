'use strict';

// Stands for @vscode/spdlog, which is compiled when it is installed. Appends to the log file, so that output
// channels show their lines.

const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];
const NAMES = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

class Logger {
  constructor(file) {
    this.file = file;
    this.level = LEVELS.indexOf('info');
    this.isPlain = false;
  }

  getLevel() {
    return this.level;
  }

  setLevel(level) {
    this.level = level;
  }

  clearFormatters() {
    this.isPlain = true;
  }

  setPattern() {}

  flush() {}

  drop() {
    this.file = undefined;
  }

  append(level, message) {
    if (this.file === undefined || level < this.level) return;
    const [date, time] = new Date().toISOString().slice(0, -1).split('T');
    const line = this.isPlain ? message : `${date} ${time} [${NAMES[level]}] ${message}\n`;
    try {
      appendFileSync(this.file, line);
    } catch {
      // The folder is removed while the last lines are written, and a log has nowhere to complain.
      this.file = undefined;
    }
  }
}

LEVELS.forEach((method, level) => {
  Logger.prototype[method] = function (message) {
    this.append(level, message);
  };
});

async function createLogger(_name, file) {
  mkdirSync(dirname(file), { recursive: true });
  return new Logger(file);
}

exports.version = 0;
exports.Logger = Logger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
