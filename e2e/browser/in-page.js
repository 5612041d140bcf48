// Runs in every page of a reader before the page's own scripts; `check-page.ts` asks it.
globalThis.idunLook = {
  /** Nothing is drawn as the shape of what comes, and the fonts are here. */
  settled() {
    return document.querySelector('.bone') === null && document.fonts.status === 'loaded';
  },

  nextFrame() {
    return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  },

  /** How far the document scrolls sideways, with the element that reaches furthest; null when it does not. */
  sideways() {
    const root = document.scrollingElement;
    const over = root.scrollWidth - root.clientWidth;
    if (over <= 0) return null;
    let furthest = root;
    let right = 0;
    for (const element of document.body.querySelectorAll('*')) {
      const edge = element.getBoundingClientRect().right;
      if (edge > right) [furthest, right] = [element, edge];
    }
    return `${over} px, furthest ${furthest.tagName}.${furthest.getAttribute('class') ?? ''}`;
  },

  /** Words that a reader was never meant to see: keys of the catalogues, placeholders, values that are none. */
  wrongWords() {
    const key = /^(?:[a-z]+:)?[a-z][A-Za-z]*(?:\.[a-z][A-Za-z-]*)+$/;
    const camel = /^[a-z]+[A-Z][A-Za-z]*(?:_(?:one|other|zero))?$/;
    const wrong = /\{\{|\}\}|\bundefined\b|\bNaN\b|\[object |Invalid Date/;
    const names = /^rsID$|^chr[XYM]$|^(?:system|operator|public):|\.(?:vcf|gvcf|bcf|gz|bed|ped|json)$/;
    const found = [];
    const judge = (text, where) => {
      const one = text.trim();
      const code = names.test(one) || where.closest('.mono, code, kbd, pre, option, script, style, .igv-host');
      if (wrong.test(one) || (!code && (key.test(one) || camel.test(one)))) found.push(one.slice(0, 120));
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) judge(walker.currentNode.textContent, walker.currentNode.parentElement);
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
      for (const name of ['aria-label', 'title', 'placeholder']) judge(element.getAttribute(name) ?? '', element);
    }
    judge(document.title.replace(/ · Idun$/, ''), document.body);
    return found;
  },

  /** True when igv has drawn itself. */
  igvDrawn() {
    const host = document.querySelector('.igv-host');
    return (host?.shadowRoot ?? host)?.querySelector('canvas') != null;
  },

  /** Milliseconds that each of so many frames took while a part scrolled by so many pixels a frame, the shortest first. */
  async scrollFrames(selector, frames, pixels) {
    const scroller = document.querySelector(selector);
    const took = [];
    let last = performance.now();
    for (let step = 0; step < frames; step++) {
      scroller.scrollTop += pixels;
      await new Promise((done) => requestAnimationFrame(done));
      const now = performance.now();
      took.push(now - last);
      last = now;
    }
    return took.sort((a, b) => a - b);
  },

  /** Opens another address of the same house, as the buttons of the browser do. */
  goTo(path) {
    history.pushState({}, '', path);
    dispatchEvent(new PopStateEvent('popstate'));
    return this.nextFrame();
  },

  /** What has the focus now, as a reader hears it: its element and the beginning of its name. */
  focused() {
    const at = document.activeElement;
    if (!at || at === document.body) return '';
    const name = at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.textContent;
    return `${at.tagName.toLowerCase()} ${name?.trim().slice(0, 60)}`;
  },

  /** How many things move by themselves. */
  moving() {
    return document.getAnimations().filter((one) => one.playState === 'running').length;
  },

  theme() {
    return document.documentElement.dataset.theme ?? null;
  },
};
