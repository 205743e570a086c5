import { showHidden } from '../core/network/hidden';
import type { Notation } from './explainArguments';

/** The comment that says which network a document is about; `backprop verify` looks for it. */
export function bindingComment(path: string, to: Notation): string {
  const words = `backprop: ${nameable(path)}`;
  switch (to) {
    case 'latex':
      return `% ${words}`;
    case 'python':
      return `# ${words}`;
    case 'unicode':
    case 'markdown':
    case 'mathml':
      return `<!-- ${words} -->`;
  }
}

/** A path as a comment can hold it: on one line, and without what would end the comment. */
function nameable(path: string): string {
  return showHidden(path).replace(/--+>/g, '⟩');
}
