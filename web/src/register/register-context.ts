import { createContext, useContext } from 'react';
import type { CatalogueItem, ContentsAnswer, FacetsAnswer, FunnelAnswer } from './answers.ts';
import type { Question } from './model.ts';
import type { Words } from './sentence.ts';

/** What every part of the register search works with. */
export interface RegisterState {
  /** As it is written. */
  question: Question;
  /** As it was asked, a moment after it last changed. */
  asked: Question;
  write(question: Question): void;
  words: Words;
  catalogue: readonly CatalogueItem[];
  contents: ContentsAnswer | undefined;
  funnel: FunnelAnswer | undefined;
  facets: FacetsAnswer | undefined;
  /** Whether the facets are still those of the question before. */
  counting: boolean;
}

export const RegisterContext = createContext<RegisterState | null>(null);

/** The register search this part belongs to. */
export function useRegister(): RegisterState {
  const state = useContext(RegisterContext);
  if (!state) throw new Error('This part stands outside the register search.');
  return state;
}
