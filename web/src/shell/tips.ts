/**
 * The reason behind a protected, unknown or drawn value: each element with `data-tip` shows it on hover and on focus,
 * and Escape closes it. One element for the whole page, outside React, so that pictures with thousands of marks need
 * no handlers of their own.
 */
export function installTips(): () => void {
  const tip = document.createElement('div');
  tip.className = 'tip';
  tip.id = 'tip';
  tip.hidden = true;
  tip.setAttribute('role', 'tooltip');
  document.body.append(tip);

  const show = (event: Event) => {
    const element = event.target instanceof Element ? event.target.closest('[data-tip]') : null;
    const text = element?.getAttribute('data-tip');
    if (!element || !text) return;
    tip.textContent = text;
    tip.hidden = false;
    const box = element.getBoundingClientRect();
    const left = Math.max(8, Math.min(box.left, document.documentElement.clientWidth - tip.offsetWidth - 8));
    const below = box.bottom + 6 + tip.offsetHeight < innerHeight;
    tip.style.left = `${left + scrollX}px`;
    tip.style.top = `${(below ? box.bottom + 6 : box.top - tip.offsetHeight - 6) + scrollY}px`;
    element.setAttribute('aria-describedby', 'tip');
  };
  const hide = () => {
    tip.hidden = true;
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') hide();
  };
  document.addEventListener('mouseover', show);
  document.addEventListener('focusin', show);
  document.addEventListener('mouseout', hide);
  document.addEventListener('focusout', hide);
  document.addEventListener('keydown', onKey);
  return () => {
    document.removeEventListener('mouseover', show);
    document.removeEventListener('focusin', show);
    document.removeEventListener('mouseout', hide);
    document.removeEventListener('focusout', hide);
    document.removeEventListener('keydown', onKey);
    tip.remove();
  };
}
