import type { Page } from 'playwright-core';

/** Writes down each note that a page plays from its next load on; call what is returned for those since it was asked last, in hertz. */
export async function listen(page: Page): Promise<() => Promise<number[]>> {
  await page.addInitScript({
    content: `globalThis.notesPlayed = [];
      const start = OscillatorNode.prototype.start;
      OscillatorNode.prototype.start = function (...when) {
        globalThis.notesPlayed.push(this.frequency.value);
        return start.apply(this, when);
      };`,
  });
  return async () => (await page.evaluate('globalThis.notesPlayed.splice(0)')) as number[];
}

/** What a hand in a glove would miss: things to press on the bench that are lower than so many pixels, each with its words. */
export async function smallTargets(page: Page, pixels: number): Promise<string[]> {
  return (await page.evaluate(`[...document.querySelectorAll(
      '.bench :is(button, a[href], select, label.choice, input:not([type=checkbox], [type=radio]))')]
    .filter((one) => one.checkVisibility() && one.closest('nav') === null && one.getBoundingClientRect().height < ${pixels})
    .map((one) => one.tagName + ' ' + (one.textContent || one.getAttribute('aria-label')).trim())`)) as string[];
}
