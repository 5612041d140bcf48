import { useEffect, useState } from 'react';

/** A value a moment after it last changed, so that nothing is asked at each key. @param pause in milliseconds */
export function useSettled<T>(value: T, pause: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pause);
    return () => clearTimeout(timer);
  }, [value, pause]);
  return settled;
}
