import { Button } from '@mantine/core';
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
