/**
 * The items of a generator, made while earlier ones are still on their way: `many` are asked for at once. Ending early ends the source.
 * What is wrong with an item is thrown in its turn.
 */
export async function* readAhead<T>(source: AsyncGenerator<T>, many: number): AsyncGenerator<T> {
  const asked: Promise<IteratorResult<T>>[] = [];
  const ask = (): void => {
    const item = source.next();
    // Thrown when it is taken; until then nobody listens.
    item.catch(() => undefined);
    asked.push(item);
  };
  try {
    for (let i = 0; i < many; i++) ask();
    for (;;) {
      const item = await asked.shift()!;
      if (item.done) return;
      ask();
      yield item.value;
    }
  } finally {
    await source.return(undefined);
  }
}
