import { useQuery } from '@tanstack/react-query';
import { datasetsQuery, referencesQuery } from '../api/queries.ts';
import { useSynthetic } from '../shell/synthetic.tsx';

/** Marks the page when the reference or dataset it shows is made up. */
export function useSyntheticParts(reference: string | null | undefined, dataset?: string | null): void {
  const references = useQuery(referencesQuery);
  const datasets = useQuery({ ...datasetsQuery, enabled: Boolean(dataset) });
  const demoReference = references.data?.some((one) => one.name === reference && one.demo) ?? false;
  const demoDataset = datasets.data?.some((one) => one.name === dataset && one.demo) ?? false;
  useSynthetic(demoReference || demoDataset ? 'all' : 'none');
}
