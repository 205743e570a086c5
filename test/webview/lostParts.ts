import type { Page } from 'playwright-core';

/**
 * What a person cannot get to see of a page, in words: the page wider than its window, elements beyond its edge that
 * nothing scrolls to, and texts that their own box cuts off. What only screen readers hear is left out.
 */
export async function lostParts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const lost: string[] = [];
    const width = document.documentElement.clientWidth;
    const { scrollWidth } = document.documentElement;
    if (scrollWidth > width) lost.push(`the page is ${scrollWidth} px wide in ${width} px`);
    const named = (element: Element): string =>
      `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} “${element.textContent.trim().slice(0, 40)}”`;
    const scrolls = (element: Element): boolean => {
      for (let one: Element | null = element; one; one = one.parentElement)
        if (/auto|scroll/.test(getComputedStyle(one).overflowX)) return true;
      return false;
    };
    const elements = [...document.querySelectorAll('#panel *')].filter(
      (element) =>
        element.checkVisibility({ visibilityProperty: true }) &&
        element.closest('.visually-hidden, .katex-mathml, [aria-hidden="true"]') === null,
    );
    for (const element of elements) {
      const { left, right, width: own } = element.getBoundingClientRect();
      if (own === 0) continue;
      if ((right > width + 1 || left < -1) && !scrolls(element))
        lost.push(`beyond the edge: ${named(element)}`);
      const style = getComputedStyle(element);
      const isCut =
        /hidden|clip/.test(style.overflowX) &&
        element instanceof HTMLElement &&
        element.scrollWidth > element.clientWidth + 1 &&
        element.textContent.trim() !== '';
      // A cut name with an ellipsis has to be readable elsewhere.
      if (isCut && element.title === '') lost.push(`cut off: ${named(element)}`);
    }
    return lost;
  });
}

/**
 * Texts of pictures in forced colours that stand out from the page by less than 4.5 : 1. The browser forces those of the
 * page itself, and what it then tells of the toolkit's is not what is seen.
 */
export async function faintTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    if (!context) return ['no canvas'];
    const luminance = (css: string): number => {
      context.fillStyle = css;
      context.fillRect(0, 0, 1, 1);
      const channels = [...context.getImageData(0, 0, 1, 1).data].slice(0, 3).map((value) => {
        const share = value / 255;
        return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * channels[0]! + 0.7152 * channels[1]! + 0.0722 * channels[2]!;
    };
    const under = luminance(getComputedStyle(document.body).backgroundColor);
    return [...document.querySelectorAll('#panel svg text')]
      .filter((element) => element.checkVisibility() && element.textContent.trim() !== '')
      .flatMap((element) => {
        const over = luminance(getComputedStyle(element).fill);
        const contrast = (Math.max(over, under) + 0.05) / (Math.min(over, under) + 0.05);
        return contrast < 4.5 ? [`${element.textContent}: ${contrast.toFixed(2)}`] : [];
      });
  });
}
