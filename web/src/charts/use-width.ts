import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

/** The width an element gets, in whole pixels; pictures are drawn at it, never scaled. */
export function useWidth<E extends HTMLElement>(start = 640): [RefObject<E | null>, number] {
  const element = useRef<E>(null);
  const [width, setWidth] = useState(start);
  useLayoutEffect(() => {
    const node = element.current;
    if (!node) return;
    const measure = () => setWidth(Math.max(200, Math.floor(node.clientWidth)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    return () => observer.disconnect();
  }, []);
  return [element, width];
}
