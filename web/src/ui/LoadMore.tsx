import { Button } from '@mantine/core';
import { useCallback } from 'react';
import { messages } from '@/messages';

interface Pages {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

/** Fetches the next page of a list, as long as there is one. */
export function LoadMore({ hasNextPage, isFetchingNextPage, fetchNextPage }: Pages) {
  return (
    hasNextPage && (
      <Button variant="default" mt="md" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
        {messages.more}
      </Button>
    )
  );
}

/** Fetches the next page of a list whenever the end of what is shown comes near; after a failure a person asks again. */
export function useMoreAtEnd(pages: Pages & { isFetchNextPageError: boolean }) {
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = pages;
  return useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) {
      fetchNextPage();
    }
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
}
