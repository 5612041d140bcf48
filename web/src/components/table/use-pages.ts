import { type InfiniteData, type UseInfiniteQueryResult, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { ListPage } from '../../api/list-queries.ts';
import { datasetsQuery } from '../../api/queries.ts';
import { useSynthetic } from '../../shell/synthetic.tsx';
import { worldOf } from './world.ts';
import type { World } from './world-switch.tsx';

/** Which world a list shows, as its address and the datasets that there are say; nothing is asked before they are known. */
export function useWorld(search: { demo?: World | undefined; dataset?: readonly string[] | undefined }) {
  const { data, error } = useQuery(datasetsQuery);
  return { ...worldOf(data ?? [], search.demo, search.dataset), known: data !== undefined, error };
}

/** The rows of a list that comes in pages: those that are here, and what asks for more at its end. */
export function usePages<Row>(
  query: UseInfiniteQueryResult<InfiniteData<ListPage<Row>>>,
  world: World | undefined,
): { rows: Row[] | undefined; first: ListPage<Row> | undefined; onEnd(): void } {
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.items), [data]);
  useSynthetic(world === 'only' && (rows?.length ?? 0) > 0 ? 'all' : 'none');
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return { rows, first: data?.pages[0], onEnd };
}
