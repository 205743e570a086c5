'use strict';

// Stands for @vscode/native-watchdog, which is compiled when it is installed. It ends a looping extension
// host whose server has died; here the guard (scripts/vscode/guard.mjs) ends the whole process group.

exports.start = () => {};
exports.exit = (code) => process.exit(code);
