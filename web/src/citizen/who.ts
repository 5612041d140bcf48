import { useQuery } from '@tanstack/react-query';
import { useRouterState } from '@tanstack/react-router';
import { useSession } from '../session/session.ts';
import { useSynthetic } from '../shell/synthetic.tsx';
import { type Citizen, meQuery, type Ward } from './citizen-api.ts';
import { readCitizenSearch } from './citizen-search.ts';

interface Who {
  /** The ward the page is about; undefined for the citizen. */
  person: string | undefined;
  ward: Ward | undefined;
  me: Citizen | undefined;
  wards: readonly Ward[];
  /** `own` or `ward`: which of two wordings a text has. */
  about: 'own' | 'ward';
  /** The name for texts. */
  name: string;
}

/** Whom the page is about: it stands in the address, so that a link says the same to whoever opens it. */
export function useWho(): Who {
  const search = useRouterState({ select: (state) => state.location.search as Record<string, unknown> });
  const { person } = readCitizenSearch(search);
  const session = useSession();
  const { data } = useQuery({ ...meQuery, enabled: session?.visit?.role === 'citizen' });
  const wards = data?.wards ?? [];
  const ward = wards.find(({ id }) => id === person);
  const about = person !== undefined && person !== data?.person.id ? 'ward' : 'own';
  return { person, ward, me: data?.person, wards, about, name: ward?.name ?? '' };
}

/** Marks the page as made up when the account is of the demo. */
export function useDemoMark(): void {
  const session = useSession();
  useSynthetic(session?.account?.demo ? 'all' : 'none');
}
