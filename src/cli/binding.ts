import { showHidden } from '../core/network/hidden';
import type { ExplainCommand } from './explainArguments';

/**
 * The comment that says which network a document is about; `backprop verify` looks for it. In other names than the
 * file's the document would be judged by the wrong ones, so there it says what it is about in words alone.
 */
export function bindingComment(path: string, { to, names }: Pick<ExplainCommand, 'to' | 'names'>): string {
  const words = nameable(bindingWords(path, names));
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

/** What the comment says, without its signs. */
export function bindingWords(path: string, names: ExplainCommand['names']): string {
  if (names === 'file') return `backprop: ${path}`;
  return `of ${path}, --names ${names}`;
}

/** Words as a comment can hold it: on one line, and without what would end the comment. */
function nameable(words: string): string {
  return showHidden(words).replace(/--+>/g, '⟩');
}
