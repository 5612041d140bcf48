import { queryOptions } from '@tanstack/react-query';
import { apiPath, getJson } from '../api/client.ts';

/** Somebody in a family as the server tells of them. */
export interface FamilyMember {
  id: string;
  genome: string | null;
  sample: string | null;
  sex: string;
  affected: boolean | null;
  deceased: boolean;
  bornYear: number | null;
  mother: string | null;
  father: string | null;
  twins: { group: string; mono: boolean } | null;
  hidden: boolean;
}

export interface Family {
  proband: string;
  members: FamilyMember[];
  more: boolean;
}

export function familyQuery(genome: string) {
  return queryOptions({
    queryKey: ['genome', genome, 'family'],
    queryFn: ({ signal }) => getJson<Family>(apiPath(`/genomes/${encodeURIComponent(genome)}/family`), signal),
  });
}
