import { type KeyboardEvent, useState } from 'react';

/** The rows chosen with keyboard or mouse: from the anchor to where the reader is. Nothing is chosen at first. */
export interface Selection {
  at: number;
  low: number;
  high: number;
  size: number;
  move(to: number, widen: boolean): void;
  all(): void;
  clear(): void;
}

/** Keeps a selection among `count` rows. @param onMove brings the row into sight */
export function useSelection(count: number, onMove: (row: number) => void): Selection {
  const [at, setAt] = useState(-1);
  const [anchor, setAnchor] = useState(-1);
  const low = Math.min(at, anchor);
  const high = Math.min(Math.max(at, anchor), count - 1);
  return {
    at,
    low,
    high,
    size: at < 0 ? 0 : high - low + 1,
    move(to, widen) {
      const next = Math.max(0, Math.min(count - 1, to));
      setAt(next);
      if (!widen || anchor < 0) setAnchor(next);
      onMove(next);
    },
    all() {
      setAnchor(0);
      setAt(count - 1);
    },
    clear() {
      setAt(-1);
      setAnchor(-1);
    },
  };
}

/** The row a key asks for, or undefined for a key that does not move. @param page rows of a screen */
export function rowOfKey(
  event: Pick<KeyboardEvent, 'key'>,
  at: number,
  count: number,
  page: number,
): number | undefined {
  const steps: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: count - 1,
  };
  return steps[event.key];
}
