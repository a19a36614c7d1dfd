import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { useDraft } from '@/compose/draft';
import { formOf, load } from '@/compose/stored';
import { useUrlState } from '@/ui/urlState';

/** Fills the form with the stored draft that the address names, unless the form is that draft already. */
export function useStored({ draft, replace }: Pick<ReturnType<typeof useDraft>, 'draft' | 'replace'>) {
  const [{ draft: id = '' }] = useUrlState();
  const isWanted = id !== '' && draft !== null && draft.draftId !== id;
  const { data, error } = useQuery({
    queryKey: ['stored-draft', id],
    queryFn: ({ signal }) => load(id, signal),
    enabled: isWanted,
    gcTime: 0,
    retry: false,
  });
  useEffect(() => {
    if (isWanted && data?.stored.draft_id === id) {
      replace({ ...formOf(data.stored), ...data.place });
    }
  }, [isWanted, data, id, replace]);
  return error;
}
