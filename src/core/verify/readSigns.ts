/** The signs, commands and words of formulas, each with what it means to the grammar. */

export const COMMANDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '*': 'cdot times ast odot circ bullet star otimes',
    '/': 'div slash',
    '=': 'equiv approx triangleq coloneqq coloneq simeq doteq',
    '←': 'leftarrow gets longleftarrow Leftarrow mapsfrom',
    frac: 'frac dfrac tfrac cfrac nicefrac sfrac',
    sqrt: 'sqrt',
    sum: 'sum',
    '∂': 'partial',
    '∇': 'nabla',
    '|': 'lvert rvert vert mid',
    '(': 'lparen',
    ')': 'rparen',
    '[': 'lbrack',
    ']': 'rbrack',
    '{': 'lbrace',
    '}': 'rbrace',
    prime: 'prime',
    dots: 'ldots dots cdots dotsc dotsb',
    top: 'top intercal',
    separator:
      'Rightarrow implies Longrightarrow rightarrow to therefore iff Leftrightarrow quad qquad because',
    skip:
      'left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr middle displaystyle textstyle ' +
      'scriptstyle limits nolimits nonumber notag hfill hspace strut mathstrut underbrace overbrace boxed ' +
      'boldsymbol bm mathbf mathit mathsf mathcal cancel strut small large normalsize phantom',
    argument: 'tag label color textcolor begin end hspace vspace ref eqref',
    prose: 'text textrm textit textbf mbox textnormal',
    word: 'mathrm operatorname rm',
    accent: 'hat bar tilde dot vec widehat overline widetilde',
  }).flatMap(([meaning, names]) => names.split(' ').map((name) => [name, meaning] as const)),
);

export const CHARACTERS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '*': '*·×∗⋅⊙∘•',
    '/': '/÷⁄∕',
    '-': '-−–',
    '=': '=≡≈≜≔',
    '←': '←⟵⇐',
    '(': '(',
    ')': ')',
    '[': '[',
    ']': ']',
    '|': '|∣',
    ',': ',',
    sum: 'Σ∑',
    '∂': '∂',
    '∇': '∇',
    sqrt: '√',
    prime: "'′’",
    dots: '…⋯',
    separator: ';⇒→⟹∴⟶',
  }).flatMap(([meaning, characters]) => Array.from(characters, (character) => [character, meaning] as const)),
);

export const FRACTIONS: ReadonlyMap<string, number> = new Map([
  ['½', 1 / 2],
  ['⅓', 1 / 3],
  ['⅔', 2 / 3],
  ['¼', 1 / 4],
  ['¾', 3 / 4],
  ['⅛', 1 / 8],
]);

export const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾';
export const RAISED_PLAIN = '0123456789+-()';
export const LOWERED = '₀₁₂₃₄₅₆₇₈₉,';
export const LOWERED_PLAIN = '0123456789,';

/** Functions by every name that people give them; the meanings are operations of the table, or `activation`. */
export const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  (
    'exp log ln sqrt abs sign sgn max min sin cos tanh sigmoid logistic sigm relu ReLU softplus erf ' +
    'fabs maximum minimum'
  ).split(' '),
);

/** Greek letters that Unicode has twice become one. */
const SAME_LETTER: Readonly<Record<string, string>> = {
  ϵ: 'ε',
  ϕ: 'φ',
  ϑ: 'θ',
  ϱ: 'ρ',
  ς: 'σ',
  ϖ: 'π',
  µ: 'μ',
};

export function oneLetter(letter: string): string {
  const composed = letter.normalize('NFC');
  return SAME_LETTER[composed] ?? composed;
}
