/** The points that can be named without their names touching, at most four. */
export function placeLabels<Item extends { name: string }>(
  items: Item[],
  at: (item: Item) => [number, number],
): Item[] {
  const placed: Item[] = [];
  for (const item of items) {
    const [left, top] = at(item);
    const free = placed.every((other) => {
      const [otherLeft, otherTop] = at(other);
      const room = (Math.max(item.name.length, other.name.length) + 3) * 8;
      return Math.abs(top - otherTop) > 14 || Math.abs(left - otherLeft) > room;
    });
    if (free) placed.push(item);
    if (placed.length === 4) break;
  }
  return placed;
}
